// What @kubernetes/client-node does with the API: node matrix.mjs KUBECONFIG MODULES. Prints a line a check; exits with the number of
// those that fail.
import { createRequire } from 'node:module';

const [kubeconfig, modules] = process.argv.slice(2);
const k8s = createRequire(modules + '/')('@kubernetes/client-node');
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);
const core = config.makeApiClient(k8s.CoreV1Api);
const apps = config.makeApiClient(k8s.AppsV1Api);
const namespace = 'node';
let faults = 0;

async function check(name, holds) {
  try {
    if (!(await holds())) throw new Error('does not hold');
    console.log('ok ' + name);
  } catch (e) {
    faults++;
    console.log('FAULT ' + name + ': ' + e);
  }
}

const as = (type) => k8s.setHeaderOptions('Content-Type', type);
const map = (name, value) => ({ metadata: { name, labels: { of: 'matrix' } }, data: { k: value } });
const podSpec = { schedulerName: 'nobody', containers: [{ name: 'c', image: 'gyre/web:1' }] };
const value = async (name) => (await core.readNamespacedConfigMap({ name, namespace })).data.k;

await check('create', async () => (await core.createNamespacedConfigMap({ namespace, body: map('a', '1') })).metadata.uid);
await check('create twice', async () => core.createNamespacedConfigMap({ namespace, body: map('a', '1') })
  .then(() => false, (e) => e.code === 409));
await check('get', async () => (await value('a')) === '1');
await check('replace', async () => (await core.replaceNamespacedConfigMap({ name: 'a', namespace, body: map('a', '2') })).data.k === '2');
for (const [name, type, body] of [
  ['JSON', k8s.PatchStrategy.JsonPatch, [{ op: 'replace', path: '/data/k', value: 'JSON' }]],
  ['merge', k8s.PatchStrategy.MergePatch, { data: { k: 'merge' } }],
  ['strategic merge', k8s.PatchStrategy.StrategicMergePatch, { data: { k: 'strategic merge' } }],
]) {
  await check('patch: ' + name, async () =>
    (await core.patchNamespacedConfigMap({ name: 'a', namespace, body }, as(type))).data.k === name);
}
await check('apply', async () => (await core.patchNamespacedConfigMap(
  { name: 'a', namespace, fieldManager: 'matrix', force: true, body: { apiVersion: 'v1', kind: 'ConfigMap', ...map('a', 'applied') } },
  as(k8s.PatchStrategy.ServerSideApply))).data.k === 'applied');
await check('list by pages', async () => {
  await core.createNamespacedConfigMap({ namespace, body: map('b', '1') });
  const first = await core.listNamespacedConfigMap({ namespace, labelSelector: 'of=matrix', limit: 1 });
  const rest = await core.listNamespacedConfigMap({ namespace, labelSelector: 'of=matrix', _continue: first.metadata._continue });
  return first.items.length === 1 && rest.items.length === 1;
});
await check('watch', async () => new Promise((resolve, reject) => {
  new k8s.Watch(config).watch(`/api/v1/namespaces/${namespace}/configmaps`, { fieldSelector: 'metadata.name=a' },
    (type, object) => resolve(type === 'ADDED' && object.metadata.name === 'a'), reject).then((c) => setTimeout(() => c.abort(), 60000).unref());
}));
await check('delete', async () => {
  await core.deleteNamespacedConfigMap({ name: 'b', namespace });
  return core.readNamespacedConfigMap({ name: 'b', namespace }).then(() => false, (e) => e.code === 404);
});
await check('delete a collection', async () => {
  await core.deleteCollectionNamespacedConfigMap({ namespace, labelSelector: 'of=matrix' });
  return (await core.listNamespacedConfigMap({ namespace, labelSelector: 'of=matrix' })).items.length === 0;
});
await check('status', async () => {
  await apps.createNamespacedDeployment({ namespace, body: { metadata: { name: 'web' }, spec: { replicas: 0,
    selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: podSpec } } } });
  const changed = await apps.patchNamespacedDeploymentStatus(
    { name: 'web', namespace, body: { status: { collisionCount: 7 }, spec: { replicas: 9 } } }, as(k8s.PatchStrategy.MergePatch));
  return changed.status.collisionCount === 7 && changed.spec.replicas === 0;
});
await check('scale', async () => {
  const scale = await apps.readNamespacedDeploymentScale({ name: 'web', namespace });
  scale.spec.replicas = 1;
  scale.metadata.resourceVersion = undefined; // the controller writes its status meanwhile
  await apps.replaceNamespacedDeploymentScale({ name: 'web', namespace, body: scale });
  return (await apps.readNamespacedDeployment({ name: 'web', namespace })).spec.replicas === 1;
});
const pod = (name) => core.createNamespacedPod({ namespace, body: { metadata: { name }, spec: podSpec } });
const binding = (name) => ({ metadata: { name }, target: { kind: 'Node', name: 'nowhere' } });
await check('binding', async () => {
  await pod('bound');
  await core.createNamespacedPodBinding({ name: 'bound', namespace, body: binding('bound') });
  return (await core.readNamespacedPod({ name: 'bound', namespace })).spec.nodeName === 'nowhere';
});
await check('ephemeral containers', async () => {
  await pod('bare');
  const changed = await core.patchNamespacedPodEphemeralcontainers({ name: 'bare', namespace,
    body: { spec: { ephemeralContainers: [{ name: 'd', image: 'i' }] } } }, as(k8s.PatchStrategy.StrategicMergePatch));
  return changed.spec.ephemeralContainers.length === 1;
});
await check('eviction', async () => {
  await core.createNamespacedPodEviction({ name: 'bare', namespace, body: { metadata: { name: 'bare' } } });
  return true;
});
await check('token', async () => {
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: 'robot' } } });
  const token = await core.createNamespacedServiceAccountToken({ name: 'robot', namespace, body: { spec: { audiences: [] } } });
  return token.status.token.length > 0;
});
await check('any kind', async () => {
  const objects = k8s.KubernetesObjectApi.makeApiClient(config);
  await objects.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any', namespace } });
  return (await objects.read({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any', namespace } })).metadata.uid;
});
process.exit(faults);
