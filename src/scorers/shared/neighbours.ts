import type { Answer } from '../../answers/answer.ts';
import type { Mention } from '../../answers/mentions.ts';
import { oncePer } from '../../answers/once.ts';
import { codePlaces } from './signs.ts';

const SERVICE =
  /\b(?:httpx|requests|aiohttp|axios|got|superagent|urllib3?)\b\.\w+|\bhttpx\.(?:Async)?Client\(|(?<![\w.])fetch\(\s*(?:["'`$]|[\w.]*[uU]rl\b|[\w.]*URL\b|process)|\bhttp\.(?:Get|Post|NewRequest\w*|DefaultClient)\b|\bhttp\.Client\{|\bnew (?:RestTemplate|OkHttpClient|HttpClient|Queue|Kafka|S3Client|SQSClient)\b|\bRestTemplate\b|\bWebClient\b|\bRestClient\b|\bFeignClient\b|\bboto3\.(?:client|resource)\(|\bsmtplib\b|\baiosmtplib\b|\bnodemailer\b|\bKafka(?:Producer|Consumer|Template)\b|\bAIOKafka\w+\(|\bpika\.|\baio_pika\b|\bamqp\b|\bstripe\.[A-Za-z]+\.\w+|\bsendgrid\b|\btwilio\b|\bopenai\.|\banthropic\.|\bgrpc\.(?:insecure_channel|Dial\w*)\(|\b(?:s3|sqs|sns|kinesis|firehose)\w*\.\w+\(|\baiobotocore\b|\baioboto3\b|\bHttpClient\b|\bIHttpClientFactory\b|\bHttp::(?:get|post|put|with\w*)\(|\bGuzzleHttp\b|\bNet::HTTP\b|\bFaraday\b|\breqwest::|\bdeliver_(?:now|later)\b|\bActionMailer\b|\bMail::(?:to|send|queue)\(|\bsend_mail\(|\bEmailMessage\(|\bEmailMultiAlternatives\(|\bJavaMailSender\b|\bSmtpClient\b|\b[pP]ostmark\w*\.\w+\(|\bmailgun\b|\bresend\.\w+|\bStorage::(?:disk|put\w*)\(|\bActiveStorage\b|\bClientRegistrations?\b|\boauth2Login\b|\bOAuth2\w*Client\w*|\bauthlib\b|\bbigquery\.Client\(|\bstorage\.Client\(|\bServiceBusClient\b|\bBlobServiceClient\b|\bSqsClient\b|\bRabbitTemplate\b|\bgrpc\.NewClient\(|\b\w+Stub\(|\bNew\w+Client\(\s*conn|\b(?:provider|gateway|psp|mailer|crm|upstream)\w*\.\w+\(|\bundici\b|\bHttpService\b|\bSNSClient\b|\bPutObjectCommand\b|\bgetSignedUrl\(/;
const CACHE =
  /\b(?:redis|Redis)\.(?:from_url|asyncio|Redis|NewClient|createClient)\b|\bredis\.NewClient\(|\baioredis\b|\bredis\.(?:get|set\w*|mget|h?getall|hset|publish|pubsub|pipeline|incr\w*|eval\w*|script|register_script|xadd|zadd|sadd|[lr]push)\(|\bnew Redis\b|\bStringRedisTemplate\b|\bRedisTemplate\b|\bIDistributedCache\b|\bIConnectionMultiplexer\b|\b(?:pymemcache|memcached?)\b|\bRedis::\w+\(|\b\$?redis->\w+\(|\bdjango_redis\b|\bcreateClient\(\{?\s*url:\s*[\w.]*[rR]edis/;

/** Where the code of an answer calls another service: by HTTP or gRPC, a queue, a mail server, a storage, a model. */
export const servicesCalled = oncePer((answer: Answer): readonly Mention[] =>
  codePlaces(answer, SERVICE, ['implementation']),
);

/** Where it calls a neighbour: another service, or a cache. Its own database is none. */
export const neighboursCalled = (answer: Answer): Mention[] => [
  ...servicesCalled(answer),
  ...codePlaces(answer, CACHE, ['implementation']),
];
