import { describe, expect, it } from 'vitest';
import { metricsAndAlerts } from './metrics-and-alerts.ts';
import { verdictOf } from './shared/testing.ts';

const verdict = async (text: string) => (await verdictOf(metricsAndAlerts, text)).verdict;
const ROUTE =
  '```python\n@app.get("/v1/tags")\nasync def list_tags(tags: Tags) -> list[Tag]:\n    rows = await tags.all()\n    return [Tag.of(row) for row in rows]\n```\n';

describe('metrics-and-alerts', () => {
  it.each([
    ['a threshold in a sentence', 'Alert when p95 stays above 200 ms for 10 minutes.'],
    [
      'thresholds under a heading',
      '## Monitoring and alerts\n\n| Metric | Threshold |\n|---|---|\n| error rate | > 1 % |',
    ],
    ['the first of what must not happen', '**Alerts:** any `not_payable` event.'],
    [
      'a rule of Prometheus',
      '```yaml\ngroups:\n  - name: api\n    rules:\n      - alert: SlowTags\n        expr: histogram_quantile(0.95, rate(tags_bucket[5m])) > 0.2\n```',
    ],
    ['a page for somebody', 'Page the on-call if the queue holds more than 500 jobs.'],
  ])('is kept by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('kept');
  });

  it.each([
    ['metrics without thresholds', '**Monitoring:** latency, error rate and queue depth.'],
    ['an alert without a threshold', 'Put an alert on that warning.'],
    ['a target without an alert', 'The target is a p95 under 200 ms.'],
    ['a limit beside an alert', 'Limit the route to 10 requests per minute and put an alert on abuse.'],
    ['statuses that are counted', 'Alert on the share of 429s.'],
    ['nothing', ''],
  ])('is broken by %s', async (_, text) => {
    expect(await verdict(`${ROUTE}\n${text}`)).toBe('broken');
  });

  it('is not applicable to what does not run by itself', async () => {
    expect(await verdict('```sql\nCREATE TABLE a (\n  id int PRIMARY KEY\n);\n```')).toBe('not-applicable');
  });
});
