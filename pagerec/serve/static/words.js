// What the page says, in English and Chinese.

const WORDS = {
  en: {
    choose: "Choose files…",
    layer: "Text in PDFs",
    never: "read pictures",
    auto: "take where sound",
    only: "take always",
    show: "Show the text",
    drop: "Drop pictures or PDFs here, paste a screenshot (Ctrl-V), or choose files.",
    copy: "Copy all",
    download: "Download",
    doubt: "Next in doubt",
    stop: "Stop",
    save: "OK",
    remove: "Remove",
    cancel: "Cancel",
    token: "The server's token",
    reading: "page {0} of {1}",
    starting: "reading…",
    done: "pages: {0}; characters: {1}",
    stopped: "stopped",
    copied: "copied",
    sure: "nothing else is in doubt",
    tooLarge: "the file has more than {0} bytes; split it, or start the server with more --max-bytes",
    away: "the server does not answer; is it still running?",
    person: "corrected",
  },
  zh: {
    choose: "选择文件…",
    layer: "PDF 自带的文字",
    never: "不用，识别图片",
    auto: "可信时采用",
    only: "总是采用",
    show: "显示文字",
    drop: "把图片或 PDF 拖到这里，粘贴截图（Ctrl-V），或选择文件。",
    copy: "复制全部",
    download: "下载",
    doubt: "下一个存疑的字",
    stop: "停止",
    save: "确定",
    remove: "删除",
    cancel: "取消",
    token: "服务器的令牌",
    reading: "第 {0} 页，共 {1} 页",
    starting: "正在识别…",
    done: "{0} 页，{1} 字",
    stopped: "已停止",
    copied: "已复制",
    sure: "没有别的存疑的字了",
    tooLarge: "文件超过 {0} 字节；请拆分，或用更大的 --max-bytes 启动服务器",
    away: "服务器没有应答；它还在运行吗？",
    person: "已改正",
  },
};

const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";

/** What is said for a word of the table, with values in its places {0}, {1}. */
export function say(word, ...values) {
  return WORDS[language][word].replace(/\{(\d)\}/g, (_, number) => values[number]);
}

/** Write every word of the document that names one. */
export function writeWords() {
  document.documentElement.lang = language;
  for (const element of document.querySelectorAll("[data-word]")) {
    const text = say(element.dataset.word);
    if (element.id === "pages") element.dataset.text = text;
    else element.textContent = text;
  }
}
