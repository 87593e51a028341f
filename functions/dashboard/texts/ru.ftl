# Панель отчётов. Кто её читает, работает с числами: короткие слова, без восклицаний. «Вы» с маленькой буквы.

## The frame of every page
language = Русский
skip = К содержанию
languages = Язык
pages = Страницы
crumbs = Где вы находитесь
nav-overview = Обзор
nav-agents = Агенты
nav-operations = Работа
nav-dispatches = Рассылки
nav-rollups = Сводки
nav-docs = API
sign-out = Выйти
range = Дни
from = С
to = По
compare = Сравнить с предыдущими днями
show = Показать
presets = Часто нужное
preset-7 = 7 дней
preset-30 = 30 дней
preset-90 = 90 дней
preset-month = Прошлый месяц
preset-year = Год
compared-with = в сравнении с { $days }
to-overview = К обзору

## Signing in
sign-in = Вход
sign-in-already = Вы пришли по ссылке со стороны. Если вход уже выполнен, откройте страницу.
sign-in-key = Ключ API или токен с правом чтения
sign-in-refused = Этим обзор не открыть. Проверьте, что ключ введён целиком, не отозван и имеет право чтения.
sign-in-open = Открыть обзор
sign-in-how-long = Вход действует восемь часов или пока ключ не отозван.

## What is wrong
wrong-title = Эти дни показать нельзя
wrong-language-title = На этом языке страницы нет
wrong-language = Выберите один из языков выше.
wrong-view = Измените поля выше и попробуйте ещё раз.
wrong-invalid-date = нужен день, например 2026-11-21
wrong-from-after-to = первый день не может быть позже последнего
wrong-too-many-days = за раз можно показать не больше 366 дней
wrong-unknown-comparison = значение compare может быть только previous
wrong-unknown-locale = языки: en, lv, lt и ru
wrong-repeated-field = в адресе это стоит больше одного раза
failed-not-found = Здесь ничего нет
failed-not-found-why = В этом рабочем пространстве такого нет или больше нет.
failed-no-page = По этому адресу страницы нет.
failed-not-found-do = Проверьте адрес или начните с обзора.
failed-bad-request = Это показать нельзя
failed-bad-request-why = Какое-то значение в адресе неверно.
failed-bad-request-do = Вернитесь и выберите ещё раз.
failed-conflict = Это показать нельзя
failed-conflict-why = Запрошенное не сочетается: отдельные ответы сотрудников не показываются никогда, а суммы в разных валютах не складываются.
failed-conflict-do = Выберите другой опрос или другие дни.
failed-for-now = Сейчас это показать нельзя
failed-for-now-why = Что-то пошло не так на нашей стороне. Ничего не потеряно.
failed-for-now-do = Попробуйте ещё раз чуть позже.

## Dates, as CLDR has them
date-day = { $day } { $month }
date-whole = { $day } { $month } { $year }{"\u202F"}г.
month-1 = янв.
month-2 = февр.
month-3 = мар.
month-4 = апр.
month-5 = мая
month-6 = июн.
month-7 = июл.
month-8 = авг.
month-9 = сент.
month-10 = окт.
month-11 = нояб.
month-12 = дек.

## Numbers
answers = { $form ->
    [one] { $n } ответ
    [few] { $n } ответа
    [many] { $n } ответов
   *[other] { $n } ответа
  }
values = { $form ->
    [one] { $n } значение
    [few] { $n } значения
    [many] { $n } значений
   *[other] { $n } значения
  }
few-share = { $k } из { $n }
few-promoters = { $form ->
    [one] { $n } промоутер
    [few] { $n } промоутера
    [many] { $n } промоутеров
   *[other] { $n } промоутера
  }
few-detractors = { $form ->
    [one] { $n } критик
    [few] { $n } критика
    [many] { $n } критиков
   *[other] { $n } критика
  }
few-net = { $promoters }, { $detractors } из { $n }
few-ratio = { $of } : { $to }
few-values = { $form ->
    [one] { $n } значение
    [few] { $n } значения
    [many] { $n } значений
   *[other] { $n } значения
  }
too-few = Для числа слишком мало: нужно десять.
no-answers = В эти дни ответов нет
interval-of = 95 % интервал { $ends }
interval-95 = 95 % интервал
about-margin = ± — половина 95 % интервала. Он учитывает случайность, но не тех, кто не ответил.
counted-at = Подсчитано
days-of-zone = Дни часового пояса { $zone }.
times-of-zone = Время указано в часовом поясе { $zone }.
so-far = пока
value = Значение
score = Оценка
share = Доля
answer = Ответ
unknown = не указано
other-values = прочие
unit-days = { $n } дн.
unit-hours = { $n } ч
unit-minutes = { $n } мин
unit-seconds = { $n } с
of-n = n = { $n }
of-sent = из доставленных: { $n }
# После немногих чисел: 1 из 2 …
of-few-sent = { $form ->
    [one] доставленного
   *[other] доставленных
  }

## Change
was = было { $value }
was-of = было { $answers }
change-higher-before = выше, чем раньше
change-lower-before = ниже, чем раньше
change-same-before = явных изменений нет
change-few-before = для сравнения слишком мало
change-higher-rest = выше, чем у остальных
change-lower-rest = ниже, чем у остальных
change-same-rest = явных различий нет
change-few-rest = для сравнения слишком мало
change-nothing-before = раньше сравнивать не с чем
change-untested = проверить нельзя

## Over time
course-of = { $metric }, { $name }, во времени
course = От { $begin } ({ $from }) до { $end } ({ $to }).
course-with-band = От { $begin } ({ $from }) до { $end } ({ $to }). Полоса — 95 % интервал.
course-none = Для кривой нужны два периода, по десять значений в каждом.
course-gaps = Где числа нет, линия прерывается.
as-a-table = Таблицей
over-time = Во времени
intervals = Периоды
by-day = День
by-week = Неделя
by-month = Месяц

## Overview
pages-of-surveys = Другие опросы
closed-period = Закрытый период: { $days }
archived = Опросы в архиве
is-archived = Этот опрос в архиве: его больше никому не отправляют.
empty-title = Пока ничего не спрошено
empty-lead = Три шага, и здесь появится первая оценка.
empty-survey = Создайте опрос
empty-ask = Спросите клиента
empty-ask-then = В ответе есть ссылка. Откройте её и ответьте.
empty-return = Вернитесь
empty-return-then = Ответы подсчитываются по расписанию; на одном компьютере каждые две секунды.

## What a score is
of-nps = промоутеры минус критики, в баллах
of-csat = доля ответов от { $from } до { $max }
of-csat-top = доля ответов { $max }
of-ces = доля тех, кому было легко
of-ces-mean = среднее от { $min } до { $max }
of-ces-mean-low = среднее усилие от { $min } до { $max }, меньше — лучше
of-gcr = доля тех, кто сделал, что хотел
class-promoters = промоутеры
class-passives = нейтралы
class-detractors = критики
class-very-negative = очень негативные
class-negative = негативные
class-neutral = нейтральные
class-positive = позитивные
class-very-positive = очень позитивные
class-easy = легко
class-hard = сложно
class-yes = да
class-partly = частично
class-no = нет
left-out-suspect = { $form ->
    [one] Не учтён { $n } ответ, похожий на машинный.
    [few] Не учтены { $n } ответа, похожие на машинные.
    [many] Не учтено { $n } ответов, похожих на машинные.
   *[other] Не учтено { $n } ответа, похожих на машинные.
  }
with-suspects = С ними было бы { $value }.
left-out-anonymous = { $form ->
    [one] Не учтён { $n } ответ неизвестного.
    [few] Не учтены { $n } ответа неизвестных.
    [many] Не учтено { $n } ответов неизвестных.
   *[other] Не учтено { $n } ответа неизвестных.
  }
left-out-not-customers = { $form ->
    [one] Не учтён { $n } ответ того, кто не был клиентом.
    [few] Не учтены { $n } ответа тех, кто не был клиентом.
    [many] Не учтено { $n } ответов тех, кто не был клиентом.
   *[other] Не учтено { $n } ответа тех, кто не был клиентом.
  }
left-out-replaced = { $form ->
    [one] Не учтён { $n } ответ, вместо которого есть более поздний.
    [few] Не учтены { $n } ответа, вместо которых есть более поздние.
    [many] Не учтено { $n } ответов, вместо которых есть более поздние.
   *[other] Не учтено { $n } ответа, вместо которых есть более поздние.
  }

## One survey
see-suspects = Посмотреть неучтённые ответы
spread = Как распределены ответы
breakdowns = По группам
about-ranks = Если в группе меньше десяти ответов, показано их число; от тридцати указано место. Отличие от остальных проверяет тест с поправкой Холма.
groups-differ = Группы различаются больше, чем случайно.
groups-alike = Явных различий между группами нет.
more-rows = { $form ->
    [one] Ещё { $n } группа
    [few] Ещё { $n } группы
    [many] Ещё { $n } групп
   *[other] Ещё { $n } группы
  }
comments = Новые комментарии
all-answers = Все ответы
no-comments = В эти дни никто не оставил комментария.
is-suspect = не входит в оценку
beside-mean = Среднее
beside-promoters = Доля промоутеров
dimension-touchpoint = Точка контакта
dimension-channel = Канал
dimension-segment = Сегмент
dimension-locale = Язык
dimension-agent = Агент
dimension-variant = Вариант
dimension-version = Версия
dimension-department = Отдел
channel-email = Эл. почта
channel-sms = SMS
channel-link = Ссылка
channel-app = Приложение
channel-web = Сайт
locale-en = Английский
locale-lv = Латышский
locale-lt = Литовский
locale-ru = Русский
touchpoint-website = Сайт
touchpoint-purchase = Покупка
touchpoint-onboarding = Первые шаги
touchpoint-trial = Пробный период
touchpoint-renewal = Продление
touchpoint-cancellation = Отказ
touchpoint-win-back = Возвращение
touchpoint-support = Поддержка
touchpoint-self-service = Самообслуживание
touchpoint-delivery = Доставка
touchpoint-returns = Возврат товара

## Employees
employees-lead = Сотрудники остаются неизвестными: показаны только закрытые периоды целиком и группы от пяти человек.
employees-nothing = Закрытых периодов пока нет
employees-not-begun = Ни один период ещё не начался.
employees-open = Этот период открыт. Результат появится здесь после его закрытия.
employees-hidden = Ответили меньше пяти человек, поэтому ничего не показано.
employees-groups-hidden = Малые группы не показаны, чтобы никого нельзя было узнать.

## Operations
events-customers = Клиенты
events-tickets = Поддержка
events-costs = Сколько стоит поддержка
events-appointments = Встречи
no-events-customers = О клиентах за эти дни данных нет.
no-events-tickets = Об обращениях за эти дни данных нет.
no-events-costs = О затратах на поддержку за эти дни данных нет.
no-events-appointments = О встречах за эти дни данных нет.
no-events-do = Отправляйте события этих видов:
metric-gross-churn = Отток
metric-retention = Удержание
metric-net-churn = Чистый отток
metric-clv = Пожизненная ценность клиента
metric-first-response = Первый ответ вовремя
metric-reply-time = Время до ответа
metric-resolution = Решено
metric-time-to-resolve = Время до решения
metric-first-contact = Решено с первого раза
metric-transfers = Передачи
metric-support-cost = Стоимость решённого обращения
metric-kept-appointments = Встречи, начатые вовремя
metric-delivery = Доставка
metric-response-rate = Доля ответивших
metric-completion = Завершение
metric-opt-out = Отказы
of-gross-churn = потерянные из тех, кто был вначале
of-retention = оставшиеся из тех, кто был вначале
of-net-churn = потерянные минус новые, из тех, кто был вначале
of-clv = выручка с клиента × маржа ÷ отток
of-first-response = обращения, на которые ответили в срок
of-reply-time = медиана от сообщения клиента до ответа
of-resolution = решены и не открыты снова, из всех обращений
of-time-to-resolve = медиана от обращения до решения
of-first-contact = решённые обращения, где хватило одного контакта
of-transfers = в среднем на обращение
of-support-cost = затраты ÷ решённые обращения
of-kept-appointments = начаты с опозданием не больше пяти минут
beside-start = Вначале
beside-lost = Потеряно
beside-new = Новых
beside-end = В конце
beside-new-per-lost = Новых на потерянного
beside-year = За год при таком темпе
beside-lifetime-days = Средний срок жизни
beside-active = Активных клиентов
beside-mean-revenue = Средняя выручка
beside-gross-margin = Валовая маржа
beside-gross-churn = Отток
beside-historic-value = Ценность до сих пор
beside-unanswered = Без ответа
beside-late = С опозданием
beside-target-seconds = Цель
beside-median = Медиана
beside-p90 = 90 % в пределах
beside-hours = Часы
beside-waiting = Ждут
beside-transferred = Переданных обращений
beside-cost = Затраты
beside-cost-per-opened = На открытое обращение
beside-cost-of-revenue = Затраты от выручки
beside-target-percent = Цель, меньше
beside-planned = Запланировано
beside-without-outcome = Без исхода
beside-to-come = Ещё предстоят
hours-calendar = круглосуточно
hours-business = рабочее время
reason-no-data = За эти дни ничего нет
reason-no-customers-at-start = Вначале клиентов не было
reason-no-customers-at-start-do = Выберите более позднее начало или отправьте customer_started с более ранним временем.
reason-none-due = Срок ещё ни у одного обращения не вышел
reason-no-cost = Затраты не указаны
reason-no-cost-do = Отправляйте события вида cost_booked.
reason-no-resolved-tickets = Ни одно обращение не решено
reason-no-customers = Активных клиентов нет
reason-no-revenue = За эти дни выручки нет
reason-no-revenue-do = Отправляйте события вида order_paid.
reason-gross-margin-not-set = Валовая маржа не указана
reason-gross-margin-not-set-do = Укажите gross_margin через PUT /v1/workspace.
reason-too-few-lost = Потеряно меньше десяти клиентов
reason-too-few-lost-do = Столь малое число не говорит, как долго остаются клиенты. Выберите больше дней.
reason-mixed-currencies = Суммы в нескольких валютах
reason-mixed-currencies-do = Они не складываются. Указывайте их в одной валюте или выберите дни с одной.
reason-to-come = Эти дни ещё не наступили
reason-nothing-to-divide-by = Делить не на что

# Показатели самой команды.
own-metrics = Свои показатели
own-share = { $of } из { $among }
own-mean = { $of }: среднее
own-ratio = { $of } к { $to }

## Answers, agents, dispatches, counting

# Список ответов.
answers-title = Ответы
answers-filter = Отбор
answers-any = любой
answers-score-min = Оценка от
answers-score-max = Оценка до
answers-suspect = Подозрительные
answers-suspect-yes = только подозрительные
answers-suspect-no = без подозрительных
answers-apply = Показать
answers-clear = Без отбора
answers-wrong = { $field }: по этому значению отобрать нельзя.
answers-wrong-cursor = Эта страница списка больше не действует или относится к другому отбору. Начните с новейших ответов.
answers-list = Сначала новые
answers-half = не завершён
answers-is-suspect = подозрительный
answers-none = За эти дни подходящих ответов нет.
answers-none-yet = Пока ничего не найдено. Более старые ответы ещё не просмотрены.
answers-older = Более старые ответы
answers-newest = Новейшие ответы
answers-csv = В виде таблицы
answers-csv-how = Тот же список в формате CSV даёт API по ключу, с которым вы вошли:
answers-employees-title = Ответы сотрудников не показываются никому
answers-employees-text = Этот опрос обращён к сотрудникам. Никто не видит ни одного отдельного ответа, ни того, кто ответил, ни того, сколько ответов уже есть. У каждого периода есть результат, когда он закончился и ответило достаточно людей.
answers-employees-link = Результаты завершённых периодов

# Один ответ.
answer-title = Один ответ
answer-answers = Что ответили
answer-later = изменено после завершения
answer-taken-back = отозвано
answer-history = Что происходило
answer-begun = Начат
answer-given-to = Дан ответ: { $question }
answer-changed-to = Изменено: { $question }
answer-back-to = Отозвано: { $question }
answer-finished = Завершён
answer-not-finished = Ещё не завершён. То, на что ответили, всё равно учитывается.
answer-around = Что о нём известно
answer-id = Идентификатор
answer-submission = Идентификатор отправки
answer-version = Версия опроса
answer-posts = Составлен из
answer-posts-count = { $form ->
    [one] { $n } отправки
    [few] { $n } отправок
    [many] { $n } отправок
   *[other] { $n } отправки
}
answer-person = Человек
answer-nobody = неизвестен
answer-by = Получен через
answer-by-dispatch = нашу рассылку
answer-by-link = ссылку из вашей собственной почты
answer-by-post = приложение, сайт или API
answer-suspect = Хранится, но не учитывается
answer-suspect-honeypot = Заполнено поле, которого люди не видят (правила версии { $version }).
answer-suspect-too-fast = Отправлен быстрее чем через две секунды после создания страницы (правила версии { $version }).
answer-vouched = Учитывается: за него поручились
answer-vouched-back = Всё-таки не человек?
answer-suspect-vouch = Это ответ человека?
answer-review-how = Это принимает API с ключом, у которого есть право admin. Показатель изменится со следующей сводкой, а сказанное останется в списке событий ниже.
answer-genuine = Признан ответом человека: { $by }
answer-doubted = Признание отозвано: { $by }
answer-review-key = ключ { $key }
answer-review-token = токен вашего издателя
answer-dispatch-asked = Рассылка запрошена
answer-message = { $kind }: { $status }

# Агенты.
agents-card = Карта показателей
agents-survey = CSAT по опросу
agents-agent = Агент
agents-csat = CSAT
agents-first-response = Первый ответ вовремя
agents-resolution = Решено
agents-first-contact = Решено сразу
agents-whose-csat = агента на момент отправки опроса
agents-whose-first-response = того, кто ответил первым
agents-whose-resolution = того, кто решил
agents-whose-first-contact = того, кто решил
agents-nobody = никто
agents-median = медиана { $value }
agents-place = место { $place } из { $of }
agents-differ = Агенты различаются сильнее, чем по случайности (p { $p }).
agents-alike = Агенты не различаются сильнее, чем по случайности (p { $p }).
agents-untold = Данных слишком мало, чтобы сказать, различаются ли агенты.
agents-provisional = ещё может измениться
agents-none = За эти дни ни у одного агента нет ни ответов, ни обращений.
surveys-not-all = Здесь просмотрены только первые { $n } опросов. Для другого опроса добавьте к адресу ?survey=…
agents-no-csat = Ни один опрос не спрашивает CSAT. Остальные числа берутся из обращений.
agents-rules = Если меньше 10, показываются только количества; если меньше 30, места нет. Рядом с каждой долей её 95 % интервал. Обращения без ответа или решения не относятся ни к кому.
agents-caution = У агентов разные обращения, смены и клиенты. Это годится, чтобы спросить, что кто-то делает иначе, но не для оплаты.

# Рассылки.
sending-survey = Опрос
sending-channel = Канал
sending-all-surveys = все опросы
sending-apply = Показать
sending-funnel = От запроса до ответа
sending-step = Шаг
sending-count = Сколько
sending-share = Доля
sending-requested = запрошено
sending-sent = отправлено
sending-delivered = доставлено
sending-answered = с ответом
sending-funnel-in-words = Запрошено { $requested }, отправлено { $sent }, доставлено { $delivered }, с ответом { $answered }.
sending-of-requested = от запрошенных
sending-of-sent = от отправленных
sending-of-delivered = от доставленных
sending-others = Не отправлено: ждут { $waiting }, пропущено { $skipped }, не удалось { $failed }. Отправлено и возвращено: { $bounced }.
sending-rates = Показатели
sending-rate-delivery = Доставка
sending-rate-response-rate = Ответы
sending-rate-completion = Завершение
sending-rate-opt-out = Отказы
sending-of-rate-delivery = от отправленных
sending-of-rate-response-rate = от доставленных
sending-of-rate-completion = от начатых
sending-of-rate-opt-out = от доставленных
sending-provisional = Ссылки ещё открыты: число может вырасти.
sending-reasons = Почему что-то не отправлено
sending-reason = Причина
sending-no-reasons = За эти дни ничего не пропущено, и всё удалось отправить.
sending-by = По опросам и каналам
sending-nothing = За эти дни ничего не запрошено.
sending-notes = Письма и SMS, которые отправляет Atbalss, по дню, когда приглашение ушло или было отменено; ожидающие — по дню запроса. Для ссылок из вашей собственной почты, приложений и сайтов неизвестно, скольких людей спросили. Рассылки сотрудникам не входят ни в одно число.
sending-newest = Новейшие рассылки
sending-asked = Запрошена
sending-person = Человек
sending-status = Состояние
sending-any-status = любое состояние
sending-none = За эти дни подходящих рассылок нет.
sending-none-yet = Пока ничего не найдено. Более старые рассылки ещё не просмотрены.
sending-older = Более старые рассылки
sending-first = Новейшие рассылки
sending-wrong = Отбор не удалось прочитать, или эта страница списка больше не действует. Начните с новейших рассылок.

status-scheduled = ждёт своего времени
status-given-out = ссылка выдана
status-claimed = отправляется
status-sent = отправлено
status-delivered = доставлено
status-responded = с ответом
status-failed = не удалось
status-bounced = возвращено
status-complained = признано нежелательным
status-unknown = неизвестно
status-skipped = пропущено

why-no-address = для этого канала нет адреса
why-country-not-allowed = в страну этого номера SMS отправлять нельзя
why-survey-archived = опрос в архиве
why-link-expired = срок ссылки истёк
why-no-consent = нет согласия на этот канал и вид опроса
why-suppressed = адрес в списке запрещённых
why-throttled = спрашивали недавно
why-already-answered = уже есть ответ
why-quiet-hours = тихие часы
why-too-long = текст слишком длинный
why-paused = учётная запись сейчас не может отправлять
why-rejected = окончательно отклонено
why-busy = сейчас не принято, будет новая попытка
why-no-answer = связь прервалась при передаче
why-lease-ended = исполнитель не сообщил, чем кончилось
why-hard-bounce = такого адреса нет
why-soft-bounce = не принималось несколько дней
why-account-suppressed = в списке запрещённых самой учётной записи
why-complaint = получатель признал нежелательным
why-delayed = сторона получателя заставляет ждать
why-expired = оператор не успел доставить
why-undeliverable = оператор не может доставить
why-unreadable = не читается то, из чего оно состоит

# Одна рассылка.
dispatch-title = Одна рассылка
dispatch-about = Что это
dispatch-id = Идентификатор
dispatch-asked = Запрошена
dispatch-ends = Ссылка действует до
dispatch-next = Следующая проверка
dispatch-refused = Отказ от дальнейших с
dispatch-eligible = Новую можно запросить с { $at }.
dispatch-not-before = Не раньше { $at }.
dispatch-answer = Ответ
dispatch-answered = посмотреть ответ
dispatch-not-answered = пока нет
dispatch-employees = Кто из сотрудников ответил, не знает никто.
dispatch-history = Что происходило
dispatch-invitation = Приглашение
dispatch-reminder = Напоминание { $n }
dispatch-no-messages = Atbalss ничего не отправляла: ссылка уходит с вашей собственной почтой.
dispatch-properties = Что передала ваша команда

# Как идёт подсчёт.
counting-state = Как идут дела
counting-changed = Количества менялись последний раз
counting-looked-after = Расписание последний раз всё осмотрело
counting-heard = Новейший пульс потока
counting-swept = Последняя проверка после сбоя потока
counting-never = ещё ни разу
counting-marks = Ждущие отметки
counting-marks-more = более { $n }
counting-fine = Ничто не ждёт: все числа таковы, каковы они есть.
counting-waits = Кое-что ещё нужно посчитать. Это сделает следующий запуск по расписанию; на одном компьютере – каждые две секунды. В AWS сразу это делает команда:
counting-late = Пульсу больше 12 часов. Проверка сама отметит, чего может не хватать; посмотрите ошибки react.
counting-waiting = Что ждёт
counting-what = Что
counting-days = Дни
counting-timelines = Истории на пересмотр
counting-timelines-note = Для обращений, клиентов и рассылок показано только число.
counting-buckets = Посчитанные дни
counting-counted = Посчитано
counting-again = Пересчитано
counting-missing = Не осмотрено
counting-sealed = Запечатано по
counting-changed-at = Менялось последний раз
counting-revision = редакция { $n }
counting-again-days = Дни, количества которых менялись после первой записи
counting-again-none = Ни один день этого периода после первой записи не менялся.
counting-missing-days = Дни, которых не осмотрел ни один подсчёт
counting-missing-note = День, когда ничего не происходило, не оставляет отметки, поэтому его никто не осматривает и его числа нет. Кто хочет быть уверен, пересчитывает ключом с правом admin:
counting-missing-none = Все дни этого периода осмотрены.
counting-sealed-note = Запечатанные дни больше не пересчитываются: срок их ответов истекает. Числа остаются.
counting-kind-tickets = Обращения
counting-kind-customers = Клиенты
counting-kind-appointments = Визиты
counting-kind-bookings = Затраты и выручка
counting-kind-dispatches = Рассылки
counting-left-out-more = Другие опросы здесь не показаны; atbalss verify осматривает все.
counting-left-out = { $form ->
    [one] Ещё { $n } опрос здесь не показан; atbalss verify осматривает все.
    [few] Ещё { $n } опроса здесь не показаны; atbalss verify осматривает все.
    [many] Ещё { $n } опросов здесь не показаны; atbalss verify осматривает все.
   *[other] Ещё { $n } опроса здесь не показаны; atbalss verify осматривает все.
}
