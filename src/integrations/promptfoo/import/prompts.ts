import { basename, extname } from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { parseAgent } from '../../../agents/parse-agent.ts';
import { readText } from '../../../input/read.ts';
import { UserError } from '../../../input/user-error.ts';
import { parseYaml } from '../../../input/yaml.ts';
import { namer } from '../../interchange/imported.ts';
import { filesOf, type ImportContext, isObject, isProgram, listOf, named } from './config.ts';

/** What the prompts of a config are in a suite. */
export interface ImportedPrompts {
  /** Agent definition files that the config names, used in place. */
  readonly agentPaths: readonly string[];
  readonly agents: readonly { readonly id: string; readonly text: string }[];
  /** The user's message with `{{variables}}`; undefined where prompts hold none. */
  readonly template: string | undefined;
}

interface Split {
  /** The words that do not change from test to test. */
  readonly system: string;
  /** The words that do. */
  readonly template: string | undefined;
}

/**
 * Reads prompts: agent definition files stay what they are; of any other prompt the lines without variables become an
 * agent's system prompt, and those with variables the user's message.
 */
export async function importPrompts(prompts: unknown, context: ImportContext): Promise<ImportedPrompts> {
  const agentPaths: string[] = [];
  const agents: { id: string; text: string }[] = [];
  const idOf = namer('prompt');
  let template: string | undefined;
  const add = (where: string, label: string, split: Split): void => {
    template ??= split.template;
    if (split.system.trim() === '')
      return context.leaveOut(where, 'holds only the words of the user, no system prompt');
    if (split.template !== undefined && split.template !== template) {
      context.leaveOut(
        where,
        `the user's message differs from that of the first prompt, which is used: ${JSON.stringify(template)}`,
      );
    }
    const id = idOf(label);
    agents.push({ id, text: agentText(id, where, split.system) });
  };
  for (const [index, entry] of listOf(prompts).entries()) {
    for (const source of await sourcesOf(entry, `prompts[${index}]`, context)) {
      if (source.path !== undefined && isAgentFile(source.text, source.path))
        agentPaths.push(named(source.path));
      else {
        const split = splitPrompt(source, context);
        if (split) add(source.where, source.label, split);
      }
    }
  }
  return { agentPaths, agents, template };
}

interface Source {
  readonly where: string;
  readonly label: string;
  readonly path?: string;
  readonly text: string;
  /** If the prompt is a conversation. */
  readonly messages?: z.output<typeof chat>;
}

const chat = z.array(z.looseObject({ role: z.string(), content: z.string() })).min(1);

async function sourcesOf(entry: unknown, where: string, context: ImportContext): Promise<Source[]> {
  const raw = isObject(entry) ? (entry['raw'] ?? entry['id']) : entry;
  const label = isObject(entry) && typeof entry['label'] === 'string' ? entry['label'] : undefined;
  if (typeof raw !== 'string') {
    context.leaveOut(where, 'is neither text nor a file');
    return [];
  }
  const files = await filesOf(raw, context);
  if (!files)
    return [
      withMessages({ where, label: label ?? `prompt-${Number(/\d+/.exec(where)?.[0] ?? 0) + 1}`, text: raw }),
    ];
  const sources: Source[] = [];
  for (const path of files) {
    if (isProgram(path)) {
      context.leaveOut(where, `${named(path)} is a program, which is not run`);
      continue;
    }
    const ending = extname(path).toLowerCase();
    const text = await readText(path);
    const name = label ?? basename(path, extname(path));
    if (ending === '.yaml' || ending === '.yml' || ending === '.json') {
      sources.push({ where: named(path), label: name, path, text: '', ...messagesIn(text, path) });
      continue;
    }
    // promptfoo takes a .txt for several prompts, parted by a line of three hyphens.
    const parts =
      ending === '.txt'
        ? text
            .split(/^---\r?$/m)
            .map((part) => part.trim())
            .filter(Boolean)
        : [text];
    for (const part of parts) sources.push({ where: named(path), label: name, path, text: part });
  }
  return sources;
}

function withMessages(source: Source): Source {
  if (!/^\s*\[\s*\{/.test(source.text)) return source;
  try {
    return { ...source, text: '', ...messagesOf(JSON.parse(source.text)) };
  } catch {
    return { ...source, text: '' };
  }
}

/** None where the file is a template that only promptfoo can make a list of. */
function messagesIn(text: string, path: string): ReturnType<typeof messagesOf> {
  try {
    return messagesOf(parseYaml(text, path, z.unknown()));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function messagesOf(value: unknown): { messages: z.output<typeof chat> } | undefined {
  const parsed = chat.safeParse(value);
  return parsed.success ? { messages: parsed.data } : undefined;
}

function isAgentFile(text: string, path: string): boolean {
  if (!path.endsWith('.md') || !/^---[ \t]*\r?\n/.test(text)) return false;
  try {
    parseAgent(text, path);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

const HOLDS_TEMPLATE = /\{\{|\{%|\{#/;

function splitPrompt({ where, text, messages }: Source, { leaveOut }: ImportContext): Split | undefined {
  if (messages) {
    const said = (role: string): string[] =>
      messages.filter((message) => message.role === role).map(({ content }) => content);
    const others = messages.filter(({ role }) => role !== 'system' && role !== 'user').length;
    if (others > 0 || said('user').length > 1)
      leaveOut(where, 'earlier turns of the conversation; only the last message of the user is kept');
    const system = said('system').join('\n\n');
    if (HOLDS_TEMPLATE.test(system)) {
      leaveOut(where, 'variables in a system message; an agent is sent as it is');
      return undefined;
    }
    return { system, template: said('user').at(-1) };
  }
  if (text === '') {
    leaveOut(where, 'is not a list of messages with role and content');
    return undefined;
  }
  if (/\{%|\{#/.test(text)) {
    leaveOut(where, 'template logic ({% %}, {# #}); only {{variables}} are understood');
    return undefined;
  }
  const lines = text.split(/\r?\n/);
  const asked = lines.filter((line) => HOLDS_TEMPLATE.test(line));
  const system = lines
    .filter((line) => !HOLDS_TEMPLATE.test(line))
    .join('\n')
    .trim();
  if (asked.length > 0 && system !== '') {
    leaveOut(
      where,
      'is sent in two parts: the lines without variables as system prompt, the others as the message of the user',
    );
  }
  return { system, template: asked.length === 0 ? undefined : asked.join('\n').trim() };
}

function agentText(id: string, where: string, system: string): string {
  const frontMatter = stringify({ name: id, description: `Imported from ${where}` }, { lineWidth: 0 });
  return `---\n${frontMatter}---\n${system}\n`;
}
