// The only place a request is sent from: same origin, JSON in, a typed value or a problem in words out.

/** RFC 9457 problem, or a failure to reach the server, in words a reader can act on. */
export class Problem extends Error {
  constructor(
    readonly title: string,
    readonly detail: string,
    readonly status: number,
  ) {
    super(`${title}: ${detail}`);
  }
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal: signal ?? null, headers: { accept: 'application/json' } });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem('harmspot does not answer', 'The program that serves this page may have been stopped. Start it again, then press "Try again".', 0);
  }
  const body: unknown = await response.json().catch(() => null);
  // 202: begun and not ready. In words like any other answer that is not one yet.
  if (!response.ok || response.status === 202) {
    const problem = (body ?? {}) as { title?: unknown; detail?: unknown };
    throw new Problem(
      typeof problem.title === 'string' ? problem.title : 'The server could not answer',
      typeof problem.detail === 'string' ? problem.detail : `It answered with status ${response.status} and gave no reason.`,
      response.status,
    );
  }
  if (body === null) throw new Problem('The answer was not understood', `${path} did not return JSON.`, response.status);
  return body as T;
}
