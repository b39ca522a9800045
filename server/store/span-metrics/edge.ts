import type { Attributes, Resource, Span } from '../telemetry.ts';
import { durationSeconds, endMs, findText, KIND_CONSUMER, KIND_PRODUCER, STATUS_ERROR } from './span-facts.ts';

/** A request between two services, as far as its spans have come. */
export interface Edge {
  readonly traceId: string;
  client: string;
  server: string;
  connectionType: '' | 'messaging_system' | 'database' | 'virtual_node';
  clientSeconds: number;
  serverSeconds: number;
  hasFailed: boolean;
  /** What a span says of the other side, for when that sends no spans. */
  peer: string;
  /** The server span has no parent: nobody else will tell who called. */
  readonly isRoot: boolean;
  /** When the later of the two spans ended. */
  endMs: number;
  /** Wall clock until which the other side is waited for. */
  readonly expiresMs: number;
}

const PEER_ATTRIBUTES = ['peer.service', 'db.name', 'db.system', 'db.system.name'];
const DATABASE_ATTRIBUTES = ['db.namespace', 'db.name', 'db.system', 'db.system.name'];

interface Side {
  readonly span: Span;
  readonly resource: Resource;
  readonly service: string;
}

export function addClient(edge: Edge, { span, resource, service }: Side): void {
  edge.client = service;
  edge.clientSeconds = durationSeconds(span);
  edge.connectionType = span.kind === KIND_PRODUCER ? 'messaging_system' : '';
  addCommon(edge, span);
  const database = databaseOf(span.attributes, resource.attributes);
  if (database === undefined) return;
  edge.connectionType = 'database';
  edge.serverSeconds = edge.clientSeconds;
  edge.server = database;
}

export function addServer(edge: Edge, { span, service }: Side): void {
  edge.server = service;
  edge.serverSeconds = durationSeconds(span);
  edge.connectionType = span.kind === KIND_CONSUMER ? 'messaging_system' : '';
  addCommon(edge, span);
}

function addCommon(edge: Edge, span: Span): void {
  edge.hasFailed ||= span.statusCode === STATUS_ERROR;
  edge.endMs = Math.max(edge.endMs, endMs(span));
  for (const name of PEER_ATTRIBUTES) {
    const peer = findText(name, span.attributes);
    if (peer === undefined) continue;
    edge.peer = peer;
    return;
  }
}

/** The node a database call goes to: who it says it called, else where, else which database. */
function databaseOf(span: Attributes, resource: Attributes): string | undefined {
  const find = (name: string) => findText(name, resource, span);
  const name = DATABASE_ATTRIBUTES.map(find).find((text) => text !== undefined);
  if (name === undefined) return undefined;
  const host = find('network.peer.address');
  const port = find('network.peer.port');
  const address = host === undefined || port === undefined ? host : `${host}:${port}`;
  return find('peer.service') ?? find('server.address') ?? address ?? name;
}

export const isComplete = ({ client, server }: Edge): boolean => client !== '' && server !== '';

/** Gives an edge whose other side never came a virtual node there; false when nothing is known of it. */
export function completeVirtually(edge: Edge): boolean {
  edge.connectionType = 'virtual_node';
  if (edge.client === '') {
    if (!edge.isRoot) return false;
    edge.client = edge.peer || 'user';
    return true;
  }
  if (edge.peer === '') return false;
  edge.server = edge.peer;
  return true;
}
