// Which page this is. Panel mode and the groups' page are pages of their own: they load nothing of the analyst's.
import './style.css';

const mode = new URLSearchParams(location.search).get('mode');
if (mode === 'panel') void import('./sport/main').then(({ start }) => start());
else if (mode === 'groups') void import('./groups/main').then(({ start }) => start());
else void import('./main');
