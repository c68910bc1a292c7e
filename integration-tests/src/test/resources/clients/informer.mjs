// An informer of @kubernetes/client-node: node informer.mjs KUBECONFIG MODULES NAMESPACE. Prints the names of the ConfigMaps that it
// knows whenever they change, until its standard input ends.
import { createRequire } from 'node:module';

const [kubeconfig, modules, namespace] = process.argv.slice(2);
const k8s = createRequire(modules + '/')('@kubernetes/client-node');
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(k8s.CoreV1Api);
const informer = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/configmaps`, () => core.listNamespacedConfigMap({ namespace }));
const show = () => console.log(informer.list().map((map) => map.metadata.name).sort().join(' '));
for (const event of ['add', 'update', 'delete', 'connect']) informer.on(event, show);
// As its documentation says: who listens starts it again.
let due = null;
const restart = () => {
  due ??= setTimeout(() => {
    due = null;
    informer.start().catch(restart);
  }, 500);
};
informer.on('error', restart);
restart();
process.stdin.on('end', () => process.exit(0)).resume();
