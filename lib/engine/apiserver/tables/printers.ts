/** The printer of each built-in resource, by the name of its table. */
import { apiMachineryPrinters } from './api-machinery';
import { clusterPrinters } from './cluster';
import { DEFAULT_PRINTER, type TablePrinter } from './column';
import { configurationPrinters } from './configuration';
import { networkingPrinters } from './networking';
import { podPrinters } from './pods';
import { scalingPrinters } from './scaling';
import { storagePrinters } from './storage';
import { workloadPrinters } from './workloads';

const printers: Readonly<Record<string, TablePrinter>> = {
  ...podPrinters,
  ...workloadPrinters,
  ...scalingPrinters,
  ...networkingPrinters,
  ...configurationPrinters,
  ...storagePrinters,
  ...clusterPrinters,
  ...apiMachineryPrinters,
};

/** Kinds without columns of their own get their name and the time of their creation. */
export function printerOf(table: string): TablePrinter {
  return printers[table] ?? DEFAULT_PRINTER;
}
