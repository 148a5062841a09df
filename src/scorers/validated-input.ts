import { spanInBlock } from '../answers/code-blocks.ts';
import { allMatches } from '../answers/prefilter/match.ts';
import type { Evidence, Scorer, Verdict } from './scorer.ts';
import { programs, type Program } from '../answers/tokens/program.ts';
import { sqlKind, textOf } from '../answers/tokens/sql-text.ts';
import { broken, kept, notApplicable } from './shared/verdicts.ts';

/**
 * Kept if code that takes input from outside (requests, messages, files, arguments) checks it, by a schema or explicitly.
 * Not applicable if no code takes such input; constraints in DDL alone are not code that takes input.
 */
export const validatedInput: Scorer = {
  id: 'validated-input',
  version: 2,
  truncated: 'kept-if-found',
  score(answer): Verdict {
    const code = programs(answer, ({ role }) => role === 'implementation');
    const inputs = code.flatMap((program) => placesOf(program, INPUTS, 'Takes input from outside.'));
    const checks = code.flatMap((program) => [
      ...placesOf(program, SCHEMAS, 'A schema validates the input.'),
      ...explicitChecks(program),
      ...typedParameters(program),
    ]);
    // Values bound to a query come from somewhere; what checks nothing may have made them itself.
    const takesInput = inputs.length > 0 || (checks.length > 0 && code.some(bindsValues));
    if (!takesInput) return notApplicable('No code in the answer takes input from outside.');
    if (checks.length > 0) return kept('The input is validated.', checks);
    return broken('Input from outside is used without any validation.', inputs);
  },
};

type ByLanguage = Readonly<Record<string, RegExp>>;

const JS_INPUTS =
  /\b(?:req|request|ctx|c|event|context)\.(?:body|query|params|param|headers?|json|input|args|request|valid)\b|@(?:Body|Query|Param|Args)\(|\b(?:app|router|fastify|server)\.(?:get|post|put|patch|delete|all)\(|\bresolvers?\b|\bargs\s*[:,)]|\bprocess\.argv\b|\bexport (?:async )?function (?:GET|POST|PUT|PATCH|DELETE)\b|\bFormData\b|\(\s*_?(?:req|request): (?:express\.|http\.)?\w*Request\w*(?:<[^>\n]{0,80}>)?\s*[,)]|\bCallToolRequest\b/g;

const INPUTS: ByLanguage = {
  python:
    /^[ \t]*@\w+(?:\.\w+)*\.(?:get|post|put|patch|delete|route|websocket|message|subscribe|command|query|mutation|field|api_route)\b|^[ \t]*@(?:(?:shared_task|app\.task)\b(?:\([^()\n]{0,200}\))?\n[ \t]*def \w+\((?:self, ?)?\w|api_view|click\.command|strawberry\.\w+)\b|\bcsv\.(?:reader|DictReader)\b|\bsys\.argv\b|\bargparse\b|\bself\.request\.|\brequest\.(?:GET|POST|data|json|args|form|body|query_params|headers|stream)\b|\bdef \w+\(\s*(?:self,\s*)?request\b|\b(?:APIView|ViewSet|BaseHTTPMiddleware)\b|\bscope\["headers"\]|\bHeaders\(scope=|\bHeader\(|\bmessage\.(?:body|value)\b|\bdef (?:lambda_)?handler\(|\bjson\.loads?\(|\binput\(/gm,
  typescript: JS_INPUTS,
  javascript: JS_INPUTS,
  go: /\*http\.Request\b|\*gin\.Context\b|\becho\.Context\b|\*fiber\.Ctx\b|\br\.(?:URL|PathValue|FormValue|Body)\b|\bflag\.\w+\(|\bcsv\.NewReader\b|\bos\.Args\b/g,
  java: /@(?:RequestBody|RequestParam|PathVariable|RestController|PostMapping|GetMapping|KafkaListener|Consumes)\b|\bHttpServletRequest\b/g,
  kotlin:
    /@(?:RequestBody|RequestParam|PathVariable|RestController)\b|\bcall\.receive\b|\bcall\.parameters\b/g,
  csharp:
    /\[(?:FromBody|FromQuery|FromRoute|HttpPost|HttpGet|HttpPut|HttpPatch|ApiController)\b|\bapp\.Map(?:Get|Post|Put|Patch|Delete)\(/g,
  ruby: /\bparams\b|\brequest\.(?:body|headers)\b/g,
  php: /\$_(?:GET|POST|REQUEST|FILES)\b|\$request->|\bRequest \$request\b|php:\/\/input/g,
  rust: /\b(?:Json|Path|Query|Form)<|\bHttpRequest\b|\bstd::env::args\b/g,
  elixir: /\bparams\b|\bconn\./g,
};

const JS_SCHEMAS =
  /\bz\s*\.\s*(?:object|string|number|enum|coerce|uuid|strictObject)\b|\bJoi\.|\byup\.|\bType\.Object\(|\bv\.object\(|\bsafeParse\(|\bajv\b|\bAjv\b|@(?:Is[A-Z]\w+|Length|Min|Max|Matches|ValidateNested)\(|\bValidationPipe\b|\bschema:\s*\{\s*(?:body|querystring|params)\b|\bzValidator\(|\bcelebrate\(|\bcheckSchema\(|\b(?:body|query|param)\(\s*['"]\w+['"]\s*\)\s*\./g;

/** Schema libraries and the declarative checks of frameworks. */
const SCHEMAS: ByLanguage = {
  python:
    /\bclass \w+\((?:[\w.]*\b)?(?:BaseModel|RootModel|SQLModel|Struct|Schema|BaseSchema|Form|ModelForm|Serializer|ModelSerializer|[A-Z]\w*(?:Serializer|Form))\b|\bTypeAdapter\(|\bmodel_validate(?:_json)?\(|\bStringConstraints\(|\bEmailStr\b|\b(?:Query|Path|Header|Body|Form|Field)\(\s*[^)]{0,300}\b(?:min_length|max_length|ge|le|gt|lt|pattern|regex|max_digits)\s*=|\bserializers\.\w+\(|\bjsonschema\b|\.is_valid\(|\b(?:msgspec|marshmallow|cerberus|voluptuous)\b|\bvalidators?\.\w+\(|\bvalidate_call\b|\bfull_clean\(/g,
  typescript: JS_SCHEMAS,
  javascript: JS_SCHEMAS,
  go: /`[^`\n]*\b(?:validate|binding):"[^"]+"|\bvalidator\.New\(|\bvalidation\.\w+\(|\.Validate\(\)/g,
  java: /@(?:Valid|Validated|NotNull|NotBlank|NotEmpty|Size|Min|Max|Pattern|Email|Positive)\b/g,
  kotlin: /@(?:field:)?(?:Valid|Validated|NotNull|NotBlank|Size|Min|Max|Pattern|Email)\b|\brequire\(/g,
  csharp:
    /\[(?:Required|StringLength|Range|EmailAddress|MaxLength|MinLength|RegularExpression)\b|\bAbstractValidator<|\bModelState\.IsValid\b|\bRuleFor\(/g,
  ruby: /\bvalidates?\b|\bparams\.(?:require|expect)\(|\.permit\(|\bDry::(?:Schema|Validation)\b/g,
  php: /->validate\(|\bfilter_(?:var|input)\(|\bValidator::make\(|#\[Assert\\|\bFormRequest\b/g,
  rust: /#\[validate\b|\bValidate\b|\.validate\(\)|\bgarde::/g,
  elixir: /\b(?:validate_\w+|cast)\(/g,
};

function placesOf(program: Program, patterns: ByLanguage, why: string): Evidence[] {
  const pattern = patterns[program.language];
  if (pattern === undefined) return [];
  return [...allMatches(pattern, program.code)].map((match) => {
    const start = match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0);
    return { ...spanInBlock(program.block, start, match.index + match[0].length), why };
  });
}

const bindsValues = ({ strings }: Program): boolean =>
  strings.some(({ parts }) => {
    const text = textOf(parts);
    return sqlKind(text) === 'statement' && /\$\d|%s|%\(|\?|(?<!:):[a-z_]/i.test(text);
  });

const CHECK = /\b(?:if|elif|unless|guard|when|case)\b/;
/** How code refuses bad input: a client error of HTTP, an exception for bad values, a refusal in words. */
const REFUSAL =
  /\b(?:40[013]|409|41[135]|422|431)\b|BAD_REQUEST|BadRequest|Unauthorized|UNAUTHORIZED|Unprocessable|UNPROCESSABLE|Forbidden|TooLarge|TOO_LARGE|Unsupported|ValueError|TypeError|RangeError|IllegalArgument|ArgumentException|ArgumentError|InvalidArgument|Validation|INVALID|[iI]nvalid|\bBad[A-Z]\w+|Too(?:Many|Long|Large|Deep|Short|Small|Big|Complex|Expensive|Costly|High|Low)\b|OutOfRange|Exceed(?:s|ed)|BadUserInput|BAD_USER_INPUT|badInput|[mM]alformed|RowError|NotFound\(w|errors\.(?:append|push|add)\b|\bfail\(|\berror\(|addError|too (?:long|large|short|many)|must (?:not )?be|required/;
const REFUSES =
  /\b(?:raise|throw|return|abort|panic|halt|reject|errors?\.\w+|yield|http\.\w+|res\.|reply\.|ctx\.|c\.)\b/;
const LINES_BELOW = 6;
const BOUNDS = /\b(?:if|elif|unless|guard)\b[^\n]*(?:\blen\(|\.length\b|\.size\b|strlen\()[^\n]*[<>]/;

const COMPARES_PATTERN =
  /\b\w+\.(?:fullmatch|MatchString|matches|IsMatch|is_match|match\?)\(|\b[A-Z][A-Z0-9_]{2,40}\.test\(|\/\^[^/\n]{1,200}\$\/[a-z]*\.test\(|\bpreg_match\(/g;

/** An `if` whose branch refuses: raises, throws or returns a client error within a few lines. */
function explicitChecks(program: Program): Evidence[] {
  const lines = program.code.split('\n');
  const found: Evidence[] = [];
  let offset = 0;
  for (const [at, line] of lines.entries()) {
    const start = offset;
    offset += line.length + 1;
    if (!CHECK.test(line) || /^\s*(?:#|\/\/|\*)/.test(line)) continue;
    if (!BOUNDS.test(line)) {
      const branch = lines
        .slice(at, at + LINES_BELOW)
        .join('\n')
        .slice(0, 600);
      if (!REFUSES.test(branch) || !REFUSAL.test(branch)) continue;
    }
    const indent = line.length - line.trimStart().length;
    found.push({
      ...spanInBlock(program.block, start + indent, start + line.length),
      why: 'Refuses bad input explicitly.',
    });
  }
  for (const match of allMatches(COMPARES_PATTERN, program.code)) {
    found.push({
      ...spanInBlock(program.block, match.index, match.index + match[0].length),
      why: 'Compares the input with a pattern.',
    });
  }
  return found;
}

const ROUTE_HEAD =
  /@\w+\.(?:get|post|put|patch|delete|websocket|api_route)\([\s\S]{0,600}?\bdef \w+\(([\s\S]{0,900}?)\)\s*(?:->[^:\n]+)?:/g;
const CHECKED_TYPE =
  /:\s*(?:UUID|int|float|Decimal|date(?:time)?|bool|Literal\[|[A-Z]\w*Enum|HttpUrl|EmailStr|conint|constr)\b/;

/** FastAPI refuses path and query parameters that do not fit their types. */
function typedParameters(program: Program): Evidence[] {
  if (program.language !== 'python') return [];
  return [...allMatches(ROUTE_HEAD, program.code)].flatMap((match) => {
    const typed = CHECKED_TYPE.exec(match[1] ?? '');
    if (typed === null) return [];
    const start = match.index + match[0].lastIndexOf(match[1] ?? '') + typed.index;
    return [
      {
        ...spanInBlock(program.block, start + 1, start + typed[0].length),
        why: 'The framework checks the type of the parameter.',
      },
    ];
  });
}
