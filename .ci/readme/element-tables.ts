import { readFileSync } from 'node:fs';
import type { ClassField, CustomElement, Package } from 'custom-elements-manifest/schema.d.ts';
import { table } from './markdown.js';

/** The declaration of <bank-connect> in the built manifest. */
function declaration(manifest: string): CustomElement {
  const { modules } = JSON.parse(readFileSync(manifest, 'utf8')) as Package;
  const found = modules
    .flatMap((module) => module.declarations ?? [])
    .find((each) => each.kind === 'class' && each.name === 'BankConnect');
  if (found === undefined) throw new Error('The manifest has no class BankConnect.');
  return found as CustomElement;
}

const code = (text: string | undefined): string => (text === undefined || text === '' ? '' : `\`${text}\``);

/** A field with the attribute that sets it. */
interface AttributedField extends ClassField {
  readonly attribute?: string;
}

const isPublicField = (member: { kind: string; privacy?: string; static?: boolean }): member is AttributedField =>
  member.kind === 'field' && member.privacy === undefined && member.static !== true;

/** Properties with their attributes, methods, events, slots, parts and states, each as a table of its own. */
export function elementTables(manifest: string): string {
  const element = declaration(manifest);
  const members = element.members ?? [];
  const properties = members.filter(isPublicField);
  const methods = members.filter((member) => member.kind === 'method' && member.privacy === undefined);
  const section = (title: string, head: readonly string[], rows: readonly string[][]): string[] =>
    rows.length === 0 ? [] : [`### ${title}`, table(head, rows)];
  return [
    ...section(
      'Properties and attributes',
      ['Property', 'Attribute', 'Type', 'Default', 'Meaning'],
      properties.map((each) => [
        code(each.name),
        code(each.attribute),
        code(each.type?.text),
        code(each.default),
        each.description ?? element.attributes?.find(({ name }) => name === each.attribute)?.description ?? '',
      ]),
    ),
    ...section(
      'Methods',
      ['Method', 'Meaning'],
      methods.map((each) => [code(`${each.name}()`), each.description ?? '']),
    ),
    ...section(
      'Events',
      ['Event', 'Meaning'],
      (element.events ?? [])
        .filter(({ description }) => description)
        .map((each) => [code(each.name), each.description ?? '']),
    ),
    ...section(
      'Slots',
      ['Slot', 'Meaning'],
      (element.slots ?? []).map((each) => [code(each.name) || '(default)', each.description ?? '']),
    ),
    ...section(
      'Parts',
      ['Part', 'Meaning'],
      (element.cssParts ?? []).map((each) => [code(each.name), each.description ?? '']),
    ),
  ].join('\n\n');
}
