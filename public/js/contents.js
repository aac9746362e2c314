// The first page of a divided text: a fragment that was cited when the text
// stood on one page leads to the page that has it now.

const passages = document.querySelector('#contents')?.dataset.passages;

function follow() {
  const id = location.hash.slice(1);
  if (passages && id && !document.getElementById(decodeURIComponent(id))) {
    location.replace(`${passages}~${id}${location.search}`);
  }
}

addEventListener('hashchange', follow);
follow();
