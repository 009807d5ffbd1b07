/** A good callback of a flow that nobody here began, as each kind of provider writes it. */
export const foreignCallbacks = {
  'token-io': [
    'request-id=rq%3A3nXfj5mJk8LmForeign%3A5zKtXEAq',
    'request-id=rq%3A3nXfj5mJk8LmForeign%3A5zKtXEAq&error=2&message=denied',
    'requestId=rq%3A3nXfj5mJk8LmForeign%3A5zKtXEAq&tokenId=ta%3Aforeign%3A5zKtXEAq',
  ],
  'tell-connect': [
    'intent-id=0d9bb0b5-8c41-4d6c-8a59-0f8ddc3b1a11&uuid=5b8f2a53-0a71-4a4c-9f0e-9a3b7a0c1d22&authorisation_code=abc',
    'intent-id=0d9bb0b5-8c41-4d6c-8a59-0f8ddc3b1a11&uuid=5b8f2a53-0a71-4a4c-9f0e-9a3b7a0c1d22&authorisation_code=null',
  ],
  oauth: [
    'code=SplxlOBeZQQYbYS6WxSbIA&state=af0ifjsldkjaf0ifjsldkjaf0ifjsldkj',
    'error=access_denied&state=af0ifjsldkjaf0ifjsldkjaf0ifjsldkj',
  ],
} as const satisfies Record<string, readonly string[]>;

export const allForeignCallbacks: readonly string[] = Object.values(foreignCallbacks).flat();
