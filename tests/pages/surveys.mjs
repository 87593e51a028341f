// Surveys with every kind of question, in four languages; some of the words are as long as they get.

const local = (en, lv, lt, ru) => ({ en, lv, lt, ru });

export const SPEED = local(
  "How fast were we?",
  "Cik ātri mēs strādājām?",
  "Kaip greitai dirbome?",
  "Насколько быстро мы работали?",
);

const QUESTIONS = [
  { id: "speed", type: "rating", look: "stars", text: SPEED, required: true },
  {
    id: "mood",
    type: "rating",
    look: "faces",
    scale: { min: 1, max: 5 },
    text: local(
      "How did you feel afterwards?",
      "Kā Jūs jutāties pēc tam?",
      "Kaip jautėtės po to?",
      "Что вы почувствовали после этого?",
    ),
  },
  {
    id: "effort",
    type: "rating",
    scale: "hard_easy",
    text: local("And paying?", "Un norēķināšanās?", "O atsiskaitymas?", "А оплата?"),
  },
  {
    id: "wrong",
    type: "choice",
    required: true,
    show_if: { question: "score", at_most: 6 },
    text: local("What went wrong?", "Kas nogāja greizi?", "Kas nepavyko?", "Что пошло не так?"),
    options: [
      { id: "late", text: local("It came late", "Piegāde aizkavējās", "Pristatyta pavėluotai", "Доставка опоздала") },
      {
        id: "broken",
        text: local("It was damaged", "Prece bija bojāta", "Prekė buvo sugadinta", "Товар был повреждён"),
      },
      { id: "other", text: local("Something else", "Kaut kas cits", "Kas nors kita", "Что-то другое") },
    ],
  },
  {
    id: "liked",
    type: "multi",
    show_if: { question: "score", at_least: 9 },
    text: local("What was good?", "Kas bija labs?", "Kas buvo gerai?", "Что было хорошо?"),
    options: [
      {
        id: "people",
        text: local(
          "Friendliness and competence",
          "Laipnība un profesionalitāte",
          "Draugiškumas ir profesionalumas",
          "Доброжелательность и профессионализм",
        ),
      },
      { id: "price", text: local("The price", "Cena", "Kaina", "Цена") },
      { id: "look", text: local("How it looks", "Izskats", "Išvaizda", "Внешний вид") },
    ],
  },
  {
    id: "again",
    type: "yes_no",
    text: local(
      "Would you buy here again?",
      "Vai Jūs šeit pirktu vēlreiz?",
      "Ar pirktumėte čia dar kartą?",
      "Купили бы вы здесь ещё раз?",
    ),
  },
  {
    id: "why",
    type: "text",
    show_if: { question: "again", any_of: ["no", "partly"] },
    text: local("What keeps you from it?", "Kas Jūs attur?", "Kas Jus sulaiko?", "Что вам мешает?"),
  },
  {
    id: "reach",
    type: "contact",
    show_if: { question: "again", any_of: ["no"] },
    text: local(
      "May we call you?",
      "Vai drīkstam Jums piezvanīt?",
      "Ar galime Jums paskambinti?",
      "Можно вам позвонить?",
    ),
  },
];

export const KINDS = { metric: "nps", questions: QUESTIONS };
export const SEVERAL = { ...KINDS, pages: "several" };

// What those meet who always take the first answer, and those who always take the last.
export const MET = {
  first: ["score", "q.speed", "q.mood", "q.effort", "q.wrong", "q.again", "comment"],
  last: ["score", "q.speed", "q.mood", "q.effort", "q.liked", "q.again", "q.why", "q.reach", "comment"],
};

// Stars and faces as the very question of the survey.
export const STARS = { metric: "csat", look: "stars" };
export const FACES = { metric: "csat", look: "faces" };

// The longest words of each language, where a team may write them.
const WORD = local(
  "Pneumonoultramicroscopicsilicovolcanoconiosis",
  "Pretpulksteņrādītājvirziens",
  "Nebeprisikiškiakopūsteliaujantiesiems",
  "Частнопредпринимательский",
);
export const LONG = {
  metric: "csat",
  questions: [
    { id: "one", type: "choice", text: WORD, options: ["a", "b"].map((id) => ({ id, text: WORD })) },
    { id: "many", type: "multi", text: WORD, options: ["a", "b"].map((id) => ({ id, text: WORD })) },
    { id: "words", type: "text", text: WORD },
  ],
};
