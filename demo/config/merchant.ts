/** The demo shop, as the companion server knows it. */
export const merchantId = 'larch-lumen';
