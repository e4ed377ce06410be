// Which page this is. Panel mode is a page of its own: it loads nothing of the analyst's.
import './style.css';

if (new URLSearchParams(location.search).get('mode') === 'panel') void import('./sport/main').then(({ start }) => start());
else void import('./main');
