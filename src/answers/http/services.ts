import type { Answer, Span } from '../answer.ts';
import { spanInBlock } from '../code-blocks.ts';
import { httpInterface } from './http-interface.ts';
import { codeMentions, type Mention } from '../mentions.ts';
import { offeredBlocks } from '../offered.ts';
import { oncePer } from '../once.ts';
import { allMatches } from '../prefilter/match.ts';

const SERVER =
  /\b(?:FastAPI|Starlette|Litestar|Quart|Sanic)\(|\bFlask\(__name__|\bexpress\(\)|\b[fF]astify\(\s*[{)]|\bnew (?:Hono|Koa|Elysia)\b|\bcreateServer\(|\.listen\(\s*(?:\d|\{|[\w.]*(?:port|PORT|env))|\bListenAndServe|\bgin\.(?:New|Default)\(|\becho\.New\(|\bfiber\.New\(|\bchi\.NewRouter\(|\bNewServeMux\(|\bNestFactory\.create|\bSpringApplication\.run|\bnew ApolloServer(?:<[^>\n]{1,80}>)?\(|\bcreateYoga\(|\buvicorn\.run\(|\bWebApplication\.CreateBuilder|\bgrpc\.(?:NewServer|aio\.server|server)\(|\bServerBuilder\.forPort\(|\baxum::serve\(|\bRouter::new\(\)|\bHttpServer::new\(|\bkind:\s*Deployment\b|^(?:CMD|ENTRYPOINT)\b/m;
const SERVER_COMMAND = /\b(?:uvicorn|gunicorn|hypercorn|daphne)\s+\S+/;

const ROUTE = /^[ \t]*(?:@\w+|(?:app|server|router))\.(?:get|post|put|patch|delete|websocket)\(/m;

/** Where an answer starts or deploys a server, rather than adding to one that runs already. */
export const serversIn = oncePer((answer: Answer): readonly Mention[] => {
  // Code that the user showed and the answer mends runs already.
  if (answer.user.some((message) => SERVER.test(message) || ROUTE.test(message))) return [];
  return [
    ...codeMentions(answer, SERVER, ['implementation']),
    ...codeMentions(answer, SERVER_COMMAND, ['shell', 'implementation']),
  ];
});

const JOB =
  /@(?:\w+\.)?(?:task|shared_task|job|periodic_task|actor|on_event)\b|\bCelery\(|\bWorkerSettings\b|\bnew (?:Worker|Queue)\(|\.(?:delay|apply_async|enqueue\w*|send_task|perform_async|perform_later|addJob)\(|\b(?:RedisSettings|BullMQ|SQSEvent|KafkaConsumer|AIOKafka\w+|consumer\.(?:subscribe|run)|XREADGROUP|xreadgroup|basic_consume|receive_message|ReceiveMessage|cron\.schedule)\b|\bscheduler\.add_job\(|\b(?:Sidekiq::(?:Job|Worker)|ShouldQueue|BackgroundService|IHostedService|SolidQueue)\b|<\s*(?:ApplicationJob|ActiveJob::Base)\b|@(?:Scheduled|Processor|KafkaListener|RabbitListener|SqsListener|Cron)\b|\bDAG\(|\bkind:\s*CronJob\b/;

const WORKER =
  /\bCelery\(|\bWorkerSettings\b|\bnew Worker\(|@Processor\b|\b(?:BackgroundService|IHostedService)\b/;

/** Where an answer brings a process that works through jobs, rather than a job for one that runs already. */
export const workersIn = oncePer((answer: Answer): readonly Mention[] =>
  codeMentions(answer, WORKER, ['implementation']),
);

/** Where an answer defines or enqueues background work. */
export const jobsIn = oncePer((answer: Answer): readonly Mention[] =>
  codeMentions(answer, JOB, ['implementation']),
);

const SCRIPT = /^if __name__ == ["']__main__["']/m;
const REACHES_OUT = /\b(?:\w*[cC]onnect|create_(?:async_)?engine|create_pool|\w*Client|sessionmaker)\(/;

/** Where a program is started by itself that works on a database or another service. */
export const batchesIn = oncePer((answer: Answer): readonly Mention[] =>
  codeMentions(answer, REACHES_OUT, ['implementation']).length > 0
    ? codeMentions(answer, SCRIPT, ['implementation'])
    : [],
);

/** True if the answer holds something that runs and answers or works by itself: an interface, a job, a server or a batch. */
export const isOperated = (answer: Answer): boolean =>
  httpInterface(answer).kind !== 'none' ||
  jobsIn(answer).length > 0 ||
  serversIn(answer).length > 0 ||
  batchesIn(answer).length > 0;

const GRPC_CALL = /\brpc\s+(\w+)\s*\(/g;

/** A method that a gRPC service declares. */
export interface RemoteCall {
  readonly name: string;
  readonly span: Span;
}

/** The methods of the gRPC services that an answer declares. */
export const remoteCallsIn = oncePer((answer: Answer): readonly RemoteCall[] =>
  answer.turns.flatMap((turn) =>
    offeredBlocks(turn).flatMap((block) =>
      block.role === 'test'
        ? []
        : [...allMatches(GRPC_CALL, block.code)].map(({ 0: text, 1: name = '', index }) => ({
            name,
            span: spanInBlock(block, index, index + text.length),
          })),
    ),
  ),
);
