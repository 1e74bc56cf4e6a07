import type { Rule } from '../rule.ts';
import { canaryAfterDeploy } from './canary-after-deploy.ts';
import { configFile } from './config-file.ts';
import { deployCancelled } from './deploy-cancelled.ts';
import { deployConcurrency } from './deploy-concurrency.ts';
import { deployWithoutEnvironment } from './deploy-without-environment.ts';
import { deployWithoutGate } from './deploy-without-gate.ts';
import { environmentPolicy } from './environment-policy.ts';
import { excessPermission } from './excess-permission.ts';
import { invalidInput } from './invalid-input.ts';
import { missingInput } from './missing-input.ts';
import { missingPermission } from './missing-permission.ts';
import { movingReference } from './moving-reference.ts';
import { noPermissions } from './no-permissions.ts';
import { plainSecret } from './plain-secret.ts';
import { productionRef } from './production-ref.ts';
import { unknownAction } from './unknown-action.ts';
import { unknownInput } from './unknown-input.ts';
import { unknownOutput } from './unknown-output.ts';
import { unreadConfig } from './unread-config.ts';
import { untrustedCheckout } from './untrusted-checkout.ts';
import { wrongShape } from './wrong-shape.ts';

/** All rules, in the order in which the guide lists them. */
export const rules: readonly Rule[] = [
  wrongShape,
  unknownAction,
  unknownInput,
  invalidInput,
  missingInput,
  plainSecret,
  unknownOutput,
  configFile,
  unreadConfig,
  deployWithoutGate,
  deployWithoutEnvironment,
  environmentPolicy,
  productionRef,
  canaryAfterDeploy,
  deployCancelled,
  deployConcurrency,
  noPermissions,
  missingPermission,
  excessPermission,
  untrustedCheckout,
  movingReference,
];
