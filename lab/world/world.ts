/** A world for one attempt of an experiment: a table, queues, a topic and receivers of its own, on servers that all worlds share. */
import { CreateTableCommand, DeleteTableCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { CreateTopicCommand, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { tableDefinition } from "@tocsin/local/resources";
import { startDynamodb } from "@tocsin/local/servers/dynamodb";
import { type MessagingServer, startMessagingServer } from "@tocsin/local/servers/messaging-server";
import { type Clients, createClients } from "@tocsin/local/servers/servers";
import { type Calls, through } from "../crash/faults.ts";

export interface Servers {
  /** Clients whose calls can all be made to fail. */
  clients(calls: Calls): Clients & Disposable;
  /** Makes an empty world. */
  newWorld(): Promise<World>;
  stop(): Promise<void>;
}

export interface World {
  readonly name: string;
  readonly tableName: string;
  /** Makes a queue, and gives its URL. */
  queue(noun: string): Promise<string>;
  /** Makes the topic with a queue that gets all of it, and gives its ARN. */
  topic(queue: string): Promise<string>;
  bucket(): Promise<string>;
  /** Every item of the table, by its key. */
  items(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>>;
  /** The bodies of the messages in a queue. */
  waiting(queue: string): Promise<readonly string[]>;
  end(): Promise<void>;
}

const REGION = "eu-central-1";

export async function startServers(): Promise<Servers> {
  const dynamodb = await startDynamodb({ searchPath: process.env.PATH ?? "" });
  const messaging = await startMessagingServer({ region: REGION });
  const own = createClients(dynamodb, messaging.endpoint);
  let worlds = 0;

  return {
    clients(calls) {
      const clients = createClients(dynamodb, messaging.endpoint);
      for (const client of Object.values(clients)) through(client, calls);
      return { ...clients, [Symbol.dispose]: () => destroy(clients) };
    },
    newWorld() {
      worlds += 1;
      return createWorld(`world-${worlds}`, own, messaging);
    },
    async stop() {
      destroy(own);
      await messaging.stop();
      await dynamodb.stop();
    },
  };
}

function destroy(clients: Clients): void {
  for (const client of Object.values(clients)) client.destroy();
}

async function createWorld(name: string, clients: Clients, messaging: MessagingServer): Promise<World> {
  const { dynamodb, sqs, sns, s3 } = clients;
  const queues: string[] = [];
  await dynamodb.send(new CreateTableCommand({ TableName: name, ...tableDefinition() }));

  async function queue(noun: string): Promise<string> {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: `${name}-${noun}` }));
    // The server names the queue by a host that not every machine resolves.
    const url = new URL(new URL(QueueUrl).pathname, messaging.endpoint).href;
    queues.push(url);
    return url;
  }

  return {
    name,
    tableName: name,
    queue,
    async topic(noun) {
      const url = await queue(noun);
      const asked = new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["QueueArn"] });
      const Endpoint = (await sqs.send(asked)).Attributes?.QueueArn;
      const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: name }));
      const Attributes = { RawMessageDelivery: "true" };
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint, Attributes }));
      return TopicArn;
    },
    async bucket() {
      await s3.send(new CreateBucketCommand({ Bucket: name }));
      return name;
    },
    async items() {
      const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: name, ConsistentRead: true }));
      const items = Items.map((item) => unmarshall(item));
      return new Map(
        items.map((item) => [`${item.pk} ${item.sk}`, item] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
      );
    },
    async waiting(noun) {
      return messaging.waiting(`${name}-${noun}`).map(({ body }) => body);
    },
    async end() {
      await dynamodb.send(new DeleteTableCommand({ TableName: name }));
      for (const url of queues) await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
    },
  };
}
