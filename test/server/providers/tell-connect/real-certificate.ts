/** A self-signed certificate on P-256 whose key was thrown away. */
export const selfSigned = [
  '-----BEGIN CERTIFICATE-----',
  'MIIBkDCCATWgAwIBAgIUTEiAI91qgk8qRRtIneAaMLKyeCowCgYIKoZIzj0EAwIw',
  'HDEaMBgGA1UEAwwRYmFuay1jb25uZWN0LXRlc3QwIBcNMjYxMTIwMTIwMjM2WhgP',
  'MjEyNjEwMjcxMjAyMzZaMBwxGjAYBgNVBAMMEWJhbmstY29ubmVjdC10ZXN0MFkw',
  'EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAElfDpu/wQ/srGShExff7Qkf8odn69y1hO',
  'L3AkfWKNZ0BqdHlEOey7Y3iUlFGjSd3VAaA+B1kLDQfKHnt+MhDO6KNTMFEwHQYD',
  'VR0OBBYEFKqtXdVgrYpKV5cfnQN5+tAJEPZ4MB8GA1UdIwQYMBaAFKqtXdVgrYpK',
  'V5cfnQN5+tAJEPZ4MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDSQAwRgIh',
  'ANEXJRTUScAcW33qaVpi/zyAsTPh3dsX43zVHFAlCB+sAiEAkM61lr2FQXXn5jKj',
  'XsBQP20xBeH6su5O/ItOa+CCi+0=',
  '-----END CERTIFICATE-----',
  '',
].join('\n');
