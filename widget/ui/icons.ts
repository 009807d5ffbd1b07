/** Outlines on a grid of 24 × 24, one by one, so that a script holds no more of them than it shows. */
export * from './first-icons.js';

export const check = 'm5 12.5 4.5 4.5L19 7.5';
export const leave = 'M14 4h6v6m0-6-9 9m-1-8H6a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2h11a2 2 0 0 0 2-2v-4';
export const alert = 'M12 8v5m0 3.5v.01M10.3 4.2 2.9 17a2 2 0 0 0 1.7 3h14.8a2 2 0 0 0 1.7-3L13.7 4.2a2 2 0 0 0-3.4 0Z';
export const info = 'M12 11v5.5m0-9v.01M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z';
export const clock = 'M12 7v5l3 2m-3 7a9 9 0 1 0 0-18 9 9 0 0 0 0 18Z';
export const offline = 'm4 4 16 16M8.5 14.5a5 5 0 0 1 5-1M5 11a10 10 0 0 1 4-2.5m4-.5a10 10 0 0 1 6 3M12 18.5v.01';
export const never = 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM6 6l12 12';
export const accounts = 'M4 6h16v12H4zM4 10h16M8 14.5h3';
export const balances = 'M5 20h14M7 16V11m5 5V5m5 11V8';
export const transactions = 'M4 8h14m-3.5-3.5L18 8l-3.5 3.5M20 16H6m3.5-3.5L6 16l3.5 3.5';
export const enlarge = 'M9 4H4v5m11-5h5v5M9 20H4v-5m11 5h5v-5';
