/**
 * Parses JSON and gives every number as the text that stood there: `{"value": 0.10}` becomes `{ value: '0.10' }`. For answers
 * with money in them, which must not pass through binary floating point, and for members that come as a number from one
 * server and as a string from the next. Throws a `SyntaxError` for what is not JSON.
 */
export function parseJsonNumbersAsText(text: string): unknown {
  // Only a text that is JSON can be taken apart by a pattern: outside its strings, digits begin nothing but numbers.
  JSON.parse(text);
  return JSON.parse(text.replace(stringOrNumber, (token) => (token.startsWith('"') ? token : `"${token}"`)));
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/gsu;
