// Buttons that copy the text of what they name. Without this file they are not
// shown, and the text is selected by hand.

if (navigator.clipboard) {
  for (const button of document.querySelectorAll('[data-copy]')) {
    const label = button.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      const words = document.getElementById(button.dataset.copy).textContent.trim().replace(/\s+/g, ' ');
      try {
        await navigator.clipboard.writeText(words);
        button.textContent = button.dataset.copied;
      } catch {
        button.textContent = button.dataset.refused;
      }
      setTimeout(() => { button.textContent = label; }, 4000);
    });
  }
}
