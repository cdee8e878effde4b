import type { IdentityEvent } from '@sojourn/identity'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { SojournEvent } from 'sojourn'

/** Numbers for operators. No label says anything about a person: routes, statuses and types of events are closed lists. */
export interface Metrics {
  readonly contentType: string
  /** The text that Prometheus reads. */
  text(): Promise<string>
  /** @param route as it was defined, such as `/auth/sessions/{id}` */
  answered(request: { method: string; route: string; status: number; seconds: number }): void
  countSession(event: SojournEvent): void
  countAccount(event: IdentityEvent): void
  /** How many requests are under way. */
  readonly underWay: { inc(): void; dec(): void }
}

/** What Node tells of itself, once a process: it is the same for every server in it. */
let ofProcess: Registry | null = null

function processRegistry(): Registry {
  if (ofProcess === null) {
    ofProcess = new Registry()
    collectDefaultMetrics({ register: ofProcess })
  }
  return ofProcess
}

export function createMetrics(): Metrics {
  const register = new Registry()
  const registers = [register]
  const durations = new Histogram({
    name: 'sojourn_http_request_duration_seconds',
    help: 'Time from the head of a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  })
  const underWay = new Gauge({
    name: 'sojourn_http_requests_under_way',
    help: 'Requests not answered yet',
    registers,
  })
  const sessionEvents = new Counter({
    name: 'sojourn_session_events_total',
    help: 'What happened to sessions, by the type of the event',
    labelNames: ['type'],
    registers,
  })
  const accountEvents = new Counter({
    name: 'sojourn_account_events_total',
    help: 'What happened to accounts, by the type of the event',
    labelNames: ['type'],
    registers,
  })
  const ended = new Counter({
    name: 'sojourn_sessions_ended_total',
    help: 'Sessions that ended, by the reason',
    labelNames: ['reason'],
    registers,
  })
  const refused = new Counter({
    name: 'sojourn_refusals_total',
    help: 'Credentials and passwords that were refused, by the code',
    labelNames: ['code'],
    registers,
  })
  return {
    contentType: register.contentType,
    text: async () => `${await register.metrics()}\n${await processRegistry().metrics()}`,
    answered({ method, route, status, seconds }) {
      durations.observe({ method, route, status: String(status) }, seconds)
    },
    countSession(event) {
      sessionEvents.inc({ type: event.type })
      if (event.type === 'session/ended') ended.inc({ reason: event.reason })
      if (event.type === 'credential/refused') refused.inc({ code: event.code })
    },
    countAccount(event) {
      accountEvents.inc({ type: event.type })
      if (event.type === 'auth/refused') refused.inc({ code: event.code })
    },
    underWay,
  }
}
