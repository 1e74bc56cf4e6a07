import { errorMessage, fetchHttp, useNetworkSettings } from '@fairlead/core';
import { connectKube } from '@fairlead/kube';

// Asks for an address or a cluster's version, on the way that the environment says, as every bundle does.
for (const problem of useNetworkSettings(process.env)) console.log(`problem: ${problem}`);
const { ASK_URL: url, ASK_CLUSTER: kubeconfig } = process.env;
try {
  if (url !== undefined) console.log(`answer: ${(await fetchHttp.send({ url })).status}`);
  if (kubeconfig !== undefined)
    console.log(`cluster: ${await (await connectKube({ kubeconfig, env: process.env })).version()}`);
} catch (error) {
  console.log(`failed: ${errorMessage(error)}`);
}
