/* SPDX-License-Identifier: ISC */
/* report.js - a master's report, fetched once: a finished master never changes. */
import { get } from '../api.js';
import { useEffect, useState } from '../view.js';

const reports = new Map();

export function useReport(master) {
  const [report, setReport] = useState(null);
  useEffect(() => {
    let current = true;
    setReport(null);
    if (!master) return;
    if (!reports.has(master.id)) {
      const coming = master.report?.after ? Promise.resolve(master.report) : get(`masters/${master.id}/report`);
      reports.set(master.id, coming);
      coming.catch(() => reports.delete(master.id));
    }
    reports.get(master.id).then((one) => current && setReport(one), () => {});
    return () => { current = false; };
  }, [master?.id]);
  return report;
}
