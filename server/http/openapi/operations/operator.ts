import { type Operation } from './operation.js';

/** Health, figures and documents, for the operator. */
export const operatorOperations: readonly Operation[] = [
  {
    method: 'get',
    path: '/healthz',
    id: 'isAlive',
    tag: 'Operator',
    summary: 'Says that the process answers',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'It does.' },
  },
  {
    method: 'get',
    path: '/readyz',
    id: 'isReady',
    tag: 'Operator',
    summary: 'Says whether sessions can be served; 503 when not',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'Store and bank list are there.' },
  },
  {
    method: 'get',
    path: '/metrics',
    id: 'readMetrics',
    tag: 'Operator',
    summary: 'Figures for Prometheus, where the configuration allows it',
    caller: 'metricsToken',
    success: { status: 200, type: 'text/plain; version=0.0.4; charset=utf-8', says: 'The text exposition format.' },
    errors: ['not_found', 'unauthorized'],
  },
  {
    method: 'get',
    path: '/openapi.json',
    id: 'readOpenApi',
    tag: 'Operator',
    summary: 'This document',
    caller: 'anybody',
    success: { status: 200, type: 'application/json', says: 'OpenAPI 3.1.' },
  },
  {
    method: 'get',
    path: '/.well-known/security.txt',
    id: 'readSecurityTxt',
    tag: 'Operator',
    summary: 'Where flaws are reported (RFC 9116)',
    caller: 'anybody',
    success: { status: 200, type: 'text/plain; charset=utf-8', says: 'The file.' },
    errors: ['not_found'],
  },
];
