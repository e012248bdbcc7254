/** An export as a file: in one answer where that holds it, else made by the server as a job. */

import { api, bodyOf } from "../../api/client";
import { ApiProblem, isProblem, Unreachable } from "../../api/problem";
import type { NewExport } from "../../api/types";
import { download, follow } from "../../hooks/saveFile";
import { addressOf, type Filters } from "./filters";

export interface Asked {
  format: "csv" | "xlsx" | "json";
  rows: "invoices" | "lines";
  filters: Filters;
  ids?: readonly string[] | undefined; // these alone, else all that the filters let through
}

interface How {
  few: boolean; // so few that one answer is likely to hold them
  signal: AbortSignal;
  onProgress: (invoices: number) => void;
}

const FIRST_LOOK = 300; // milliseconds
const LONGEST_WAIT = 3_000;
const MOST_MISSED = 10; // looks in a row that nobody answered

/** The file is kept when this ends. Throws `ApiProblem` or `Unreachable`, and the signal's reason when it was stopped. */
export async function exportTable(asked: Asked, how: How): Promise<void> {
  if (how.few) {
    try {
      await inOneAnswer(asked, how.signal);
      return;
    } catch (error) {
      if (!isProblem(error, "export-too-large")) throw error;
    }
  }
  await asJob(asked, how);
}

async function inOneAnswer({ format, rows, filters, ids }: Asked, signal: AbortSignal): Promise<void> {
  if (ids === undefined) {
    const query = addressOf(filters);
    query.set("format", format);
    query.set("rows", rows);
    return download(`/v1/invoices/export?${query.toString()}`, { signal });
  }
  return download("/v1/invoices/export", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ids, format, rows }),
    signal,
  });
}

async function asJob({ format, rows, filters, ids }: Asked, { signal, onProgress }: How): Promise<void> {
  const chosen = ids === undefined ? {} : { ids: [...ids] };
  const body = { format, rows, ...Object.fromEntries(addressOf(filters)), ...chosen };
  const started = bodyOf(
    await api.POST("/v1/exports", {
      body: body as NewExport,
      params: { header: { "Idempotency-Key": crypto.randomUUID() } },
    }),
  );
  const one = { params: { path: { export_id: started.id } } };
  onProgress(0);
  try {
    for (let wait = FIRST_LOOK, missed = 0; ; wait = Math.min(wait * 1.5, LONGEST_WAIT)) {
      await pause(wait, signal);
      try {
        const now = bodyOf(await api.GET("/v1/exports/{export_id}", { ...one, signal }));
        missed = 0;
        if (now.url !== null) {
          follow(now.url);
          return;
        }
        if (now.reason) throw failed(now.reason);
        onProgress(now.invoices_done);
      } catch (error) {
        // The server goes on with it meanwhile.
        if (!(error instanceof Unreachable) || ++missed > MOST_MISSED) throw error;
      }
    }
  } catch (error) {
    if (signal.aborted) await api.DELETE("/v1/exports/{export_id}", one);
    throw error;
  }
}

function failed({ code, detail }: { code: string; detail: string }): ApiProblem {
  return new ApiProblem({ type: "about:blank", title: detail, status: 422, detail, instance: null, code });
}

function pause(wait: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stopped = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stopped);
      resolve();
    }, wait);
    if (signal.aborted) stopped();
    else signal.addEventListener("abort", stopped, { once: true });
  });
}
