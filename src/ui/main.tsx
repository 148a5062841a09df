import { render } from 'preact';
// First: what a view styles otherwise comes after it.
import './style/base.css';
import './style/shell.css';
import './style/parts.css';
import { App } from './app.tsx';
import { ComparisonPage } from './comparison/comparison-page.tsx';
import { readData, readPage } from './page.ts';
import { keepPlaces } from './router.ts';
import { TrendsPage } from './trends/trends-page.tsx';

const root = document.querySelector('#app');
if (root) {
  const data = readData();
  if (!('kind' in data)) {
    document.title = `${data.report.run.suite} · Vouch`;
    keepPlaces();
    render(<App page={readPage(data)} />, root);
  } else if (data.kind === 'comparison') {
    document.title = `${data.title} · Vouch`;
    render(<ComparisonPage data={data} />, root);
  } else {
    document.title = `${data.history.suite} over time · Vouch`;
    render(<TrendsPage history={data.history} />, root);
  }
}
