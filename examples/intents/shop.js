// A shop that runs its own Deployment: made, scaled, changed and deleted by intents.
//
//   npm install
//   node shop.js BROKER CA CERTIFICATE KEY [NAMESPACE.ACCOUNT]
//
// The certificate is an administrator's, such as ~/.gyre/pki/admin.crt; with a Kafka of your own, its ACLs say whose else.

const { readFileSync } = require('node:fs');
const { Intents } = require('./intents');

const [broker, ca, cert, key, account = 'shop.robot'] = process.argv.slice(2);
if (!key) {
  console.error('usage: node shop.js BROKER CA CERTIFICATE KEY [NAMESPACE.ACCOUNT]');
  process.exit(2);
}

const web = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } };
const labels = { app: 'web' };
const run = Date.now(); // every run asks for something new

async function main() {
  const intents = await Intents.connect({
    brokers: [broker],
    ssl: { ca: [readFileSync(ca)], cert: readFileSync(cert), key: readFileSync(key) },
    account,
    source: '/examples/shop',
  });
  const ask = async (name, type, value) => {
    const { result, key, revision, isRepeat, status } = await intents.send(type, `${name}-${run}`, value, 'web');
    console.log([name, result, key || '-', revision || '-', isRepeat ? 'again' : '-', status?.reason ?? '-'].join('\t'));
  };
  try {
    await ask('make', 'apply', {
      ...web,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'gyre/web:1' }] } },
      },
    });
    await ask('scale', 'scale', { ...web, replicas: 3 });
    await ask('scale', 'scale', { ...web, replicas: 1 }); // the id of before: it is the same intent, and 3 stays
    await ask('note', 'patch', { ...web, patch: { metadata: { annotations: { 'example.com/season': 'sale' } } } });
    await ask('note-2', 'patch', {
      ...web,
      patchType: 'json',
      patch: [{ op: 'test', path: '/spec/replicas', value: 3 }],
    });
    await ask('overreach', 'apply', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'mine' } });
    await ask('nonsense', 'apply', 'nonsense');
    await ask('end', 'delete', { ...web, propagationPolicy: 'Foreground' });
  } finally {
    await intents.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exit(1);
});
