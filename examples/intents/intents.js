// Intents from Node, with an ordinary Kafka client and nothing of Gyre's. See docs/log.md, "Asking for something over Kafka".
//
//   const intents = await Intents.connect({ brokers, ssl, account: 'shop.robot', source: '/shop/orders' });
//   const result = await intents.send('apply', 'order-1', { apiVersion: 'v1', kind: 'ConfigMap', ... });
//   await intents.close();
//
// A result is {result: 'committed' | 'refused' | 'poison', key, revision, isRepeat, status}. The same id again is the same
// intent: it has the same result and is not carried out twice, so whoever does not hear of one may simply send it again.

const { Kafka, logLevel } = require('kafkajs');
const { randomUUID } = require('node:crypto');

const RESULTS = 'gyre.intents.results';

class Intents {
  static async connect({ brokers, ssl, account, source }) {
    const kafka = new Kafka({ clientId: account, brokers, ssl, connectionTimeout: 10_000, logLevel: logLevel.ERROR });
    const intents = new Intents(kafka, account, source);
    await intents.#listen();
    return intents;
  }

  #waiting = new Map(); // the id of an intent: who waits for its result

  constructor(kafka, account, source) {
    this.topic = `gyre.intents.${account}`;
    this.source = source;
    this.producer = kafka.producer({ allowAutoTopicCreation: false });
    this.results = kafka.consumer({
      groupId: `gyre.intents.${account}.${randomUUID()}`, // this process alone reads all results from now on
      allowAutoTopicCreation: false,
    });
  }

  async #listen() {
    await this.producer.connect();
    await this.results.connect();
    await this.results.subscribe({ topic: RESULTS });
    const joined = new Promise((resolve) => this.results.on(this.results.events.GROUP_JOIN, resolve));
    await this.results.run({ eachMessage: async ({ message }) => this.#hear(JSON.parse(message.value)) });
    await joined;
    await new Promise((resolve) => this.results.on(this.results.events.FETCH, resolve)); // from here on nothing is missed
  }

  #hear(result) {
    const resolve = this.#waiting.get(result.id);
    if (resolve && result.source === this.source) {
      this.#waiting.delete(result.id);
      resolve(result);
    }
  }

  /** Sends an intent of this type (apply, delete, patch, scale) and resolves with what became of it. */
  async send(type, id, value, key = id) {
    const result = new Promise((resolve) => this.#waiting.set(id, resolve));
    await this.producer.send({
      topic: this.topic,
      acks: -1,
      messages: [
        {
          key,
          value: typeof value === 'string' ? value : JSON.stringify(value),
          headers: {
            ce_specversion: '1.0',
            ce_source: this.source,
            ce_id: id,
            ce_type: `dev.gyre.intent.${type}`,
          },
        },
      ],
    });
    return result;
  }

  async close() {
    await this.results.disconnect();
    await this.producer.disconnect();
  }
}

module.exports = { Intents };
