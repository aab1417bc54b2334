/**
 * `/metrics`, in the text format of Prometheus: which server this is, and how much it stores.
 *
 * Upstream: staging/src/k8s.io/component-base/metrics/version.go, staging/src/k8s.io/apiserver/pkg/storage/etcd3/metrics/metrics.go
 * Differs: requests take no time here and nothing is measured, so the metrics of requests, queues and processes are left out.
 */
import { compareText } from '../../apimachinery/go-text';
import type { ApiServerCore } from '../core';
import { tableOf } from '../core';
import { textResponse, type HttpResponse } from './http-message';

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** @param version what `/version` tells */
export function metricsAnswer(core: ApiServerCore, version: Readonly<Record<string, string>>): HttpResponse {
  const build = Object.entries(version).map(([name, value]) => label(name.replace(/[A-Z]/g, lowered), value));
  const stored = core.registry
    .all()
    .filter(({ live, answers }) => !live && !answers)
    .map((definition) => {
      const { group, plural } = definition;
      const name = group === '' ? plural : `${plural}.${group}`;
      return `apiserver_storage_objects{${label('resource', name)}} ${tableOf(core, definition).size}`;
    });
  const lines = [
    '# HELP apiserver_storage_objects How many objects are stored, by resource.',
    '# TYPE apiserver_storage_objects gauge',
    ...stored.sort(compareText),
    '# HELP kubernetes_build_info Which build of Kubernetes this server answers as.',
    '# TYPE kubernetes_build_info gauge',
    `kubernetes_build_info{${build.sort(compareText).join(',')}} 1`,
  ];
  return textResponse(200, `${lines.join('\n')}\n`, CONTENT_TYPE);
}

function lowered(letter: string): string {
  return `_${letter.toLowerCase()}`;
}

function label(name: string, value: string): string {
  return `${name}="${value}"`;
}
