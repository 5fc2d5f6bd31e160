// The page's texts. Chinese first; the other language is one touch away and is remembered by the browser.
import { chinese } from "./words_zh.js";
import { english } from "./words_en.js";

export const words = { "zh-CN": chinese, en: english };
