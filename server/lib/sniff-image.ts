/** The raster formats that may be shown. */
export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

const ascii = (text: string): readonly number[] => Array.from(Buffer.from(text, 'latin1'));

const signatures: readonly {
  readonly type: ImageType;
  readonly at: readonly (readonly [number, readonly number[]])[];
}[] = [
  { type: 'image/png', at: [[0, [0x89, ...ascii('PNG\r\n'), 0x1a, 0x0a]]] },
  { type: 'image/jpeg', at: [[0, [0xff, 0xd8, 0xff]]] },
  { type: 'image/gif', at: [[0, ascii('GIF87a')]] },
  { type: 'image/gif', at: [[0, ascii('GIF89a')]] },
  { type: 'image/webp', at: [[0, ascii('RIFF')], [8, ascii('WEBP')]] }, // prettier-ignore
];

/** What an image is by its first bytes, whatever anybody says it is; undefined for everything but PNG, JPEG, GIF and WebP. */
export function sniffImage(bytes: Uint8Array): ImageType | undefined {
  return signatures.find(({ at }) =>
    at.every(([offset, magic]) => magic.every((byte, index) => bytes[offset + index] === byte)),
  )?.type;
}
