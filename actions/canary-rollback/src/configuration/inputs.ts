import { field } from '@fairlead/core';
import { allowedRefs, helmInputs, releaseName, valueInputs } from '@fairlead/helm';

const group = 'Configuration';
/** The deploy says it already: what stands in its section of the config file counts here too. */
const place = { group, section: 'helm-deploy' } as const;

/** Inputs that say with which configuration the canary runs. */
export const configurationInputs = {
  configuration: field.choice(['chart', 'stable'], {
    group,
    class: 'verdict',
    description:
      'Where the pod template of the canary comes from, beside the image. `chart`: from the chart, rendered with the values of the coming deploy. `stable`: from stable. Default: `chart` when chart and release are known.',
  }),
  chart: field.text({
    ...place,
    class: 'program',
    description: 'Folder of the chart that is deployed after the canary, relative to the working directory.',
    example: 'deploy/orders',
  }),
  release: field.text(
    {
      ...place,
      class: 'reach',
      description: 'Its Helm release. Without it: the one that stable says it belongs to.',
      allowed: 'lower-case letters, digits and -, at most 53',
    },
    releaseName,
  ),
  environment: field.text({
    ...place,
    class: 'reach',
    description: 'Environment whose `values.<environment>.yaml` counts.',
  }),
  ...valueInputs(place),
  ...helmInputs(place),
  'allowed-refs': allowedRefs(place),
} as const;
