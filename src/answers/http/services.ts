import type { Answer } from '../answer.ts';
import { httpInterface } from './http-interface.ts';
import { codeMentions, type Mention } from '../mentions.ts';

const SERVER =
  /\b(?:FastAPI|Starlette|Litestar|Quart|Sanic)\(|\bFlask\(__name__|\bexpress\(\)|\b[fF]astify\(\s*[{)]|\bnew (?:Hono|Koa|Elysia)\b|\bcreateServer\(|\.listen\(\s*(?:\d|\{|[\w.]*(?:port|PORT|env))|\bListenAndServe|\bgin\.(?:New|Default)\(|\becho\.New\(|\bfiber\.New\(|\bchi\.NewRouter\(|\bNewServeMux\(|\bNestFactory\.create|\bSpringApplication\.run|\bnew ApolloServer(?:<[^>\n]{1,80}>)?\(|\bcreateYoga\(|\buvicorn\.run\(|\bWebApplication\.CreateBuilder|\bkind:\s*Deployment\b|^(?:CMD|ENTRYPOINT)\b/m;
const SERVER_COMMAND = /\b(?:uvicorn|gunicorn|hypercorn|daphne)\s+\S+/;

/** Where an answer starts or deploys a server, rather than adding to one that runs already. */
export function serversIn(answer: Answer): Mention[] {
  return [
    ...codeMentions(answer, SERVER, ['implementation']),
    ...codeMentions(answer, SERVER_COMMAND, ['shell', 'implementation']),
  ];
}

const JOB =
  /@(?:\w+\.)?(?:task|shared_task|job|periodic_task|actor|on_event)\b|\bCelery\(|\bWorkerSettings\b|\bnew (?:Worker|Queue)\(|\.(?:delay|apply_async|enqueue\w*|send_task|perform_async|perform_later|addJob)\(|\b(?:RedisSettings|BullMQ|SQSEvent|KafkaConsumer|AIOKafka\w+|consumer\.(?:subscribe|run)|XREADGROUP|xreadgroup|basic_consume|receive_message|ReceiveMessage|cron\.schedule)\b|\bscheduler\.add_job\(/;

/** Where an answer defines or enqueues background work. */
export const jobsIn = (answer: Answer): Mention[] => codeMentions(answer, JOB, ['implementation']);

/** True if the answer holds something that runs and answers or works by itself: an interface, a job or a server. */
export const isOperated = (answer: Answer): boolean =>
  httpInterface(answer).kind !== 'none' || jobsIn(answer).length > 0 || serversIn(answer).length > 0;
