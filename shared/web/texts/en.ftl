# The words of wording.md, and those of pages and mails around them. The company follows a noun that carries the case.

language = English

nps-question = How likely are you to recommend us to a friend or colleague?
nps-question-company = How likely are you to recommend { $company } to a friend or colleague?
nps-min = Not at all likely
nps-max = Extremely likely
enps-question = How likely are you to recommend us as a place to work?
enps-question-company = How likely are you to recommend { $company } as a place to work?
class-promoters = promoters
class-passives = passives
class-detractors = detractors

csat-question = How satisfied are you with our service?
csat-question-website = How satisfied are you with our website?
csat-question-purchase = How satisfied are you with placing your order?
csat-question-support = How satisfied are you with the help you received?
csat-question-delivery = How satisfied are you with the delivery?
csat-question-returns = How satisfied are you with the return process?
csat-min = Very dissatisfied
csat-max = Very satisfied
csat-past-min = Very dissatisfied
csat-past-max = Very satisfied
class-very-negative = very negative
class-negative = negative
class-neutral = neutral
class-positive = positive
class-very-positive = very positive

ces-agree-stem = How much do you agree with this statement?
ces-agree-text = It was easy to resolve my issue.
ces-agree-text-company = { $company } made it easy for me to resolve my issue.
ces-agree-min = Strongly disagree
ces-agree-max = Strongly agree
ces-ease-question = How easy was it to resolve your issue?
ces-ease-question-support = How easy was it to get the help you needed?
ces-ease-question-purchase = How easy was it to place your order?
ces-ease-min = Very difficult
ces-ease-max = Very easy
ces-hard = It was hard
ces-easy = It was easy
ces-effort-question = How much effort did it take to resolve your issue?
ces-effort-min = Very little
ces-effort-max = Very much

gcr-question = Were you able to do what you came for today?
gcr-yes = Yes
gcr-partly = Partly
gcr-no = No
gcr-why = What got in the way?
gcr-lead = If you'd like our help, leave your email or phone number.

comment-low = What should we improve first?
comment-mid = What could we do better?
comment-high = What did you like most?
optional = (optional)
thanks-low = Thank you. We're sorry we let you down. We read every answer.
thanks-mid = Thank you for your answer!
thanks-high = Thank you! We're glad to hear it.

answers =
    { $form ->
        [one] { $n } answer
       *[other] { $n } answers
    }
points =
    { $form ->
        [one] { $n } point
       *[other] { $n } points
    }

page-title = Your opinion
page-languages = Language
page-send = Send
page-trap = Leave this field empty
page-score-missing = Please choose an answer.
page-comment-long = Please keep the comment to { $max } characters.
page-again = Your answer isn't saved yet. Please press “{ $button }” once more.
page-unavailable = We couldn't save your answer just now. Please press “{ $button }” again in a moment.
page-still-editable = We have your answer. You can still change it.
page-your-comment = Your comment
page-score-of = { $score } out of { $max }
page-answered-title = We already have your answer
page-answered-text = It can't be changed any more. Thank you for taking the time!
page-expired-title = This link has expired
page-expired-text = The survey was open for a limited time. Thank you for wanting to answer!
page-closed-title = This survey is closed
page-closed-text = Answers are no longer taken. Thank you for wanting to help!
page-not-found-title = There is no such page
page-not-found-text = Please check that the whole link was copied, or open it from the message again.
page-failed-title = Something went wrong
page-failed-text = The page can't be shown at the moment. Please try again in a minute.

page-next = Next
page-back = Back
page-step = Question { $n }
page-resumed = We kept what you've answered so far.
page-change = Change your answer
page-required-mark = (required)
page-multi-hint = Choose all that apply.
page-stars = { $n } of { $max } stars
page-face-very-bad = Very bad
page-face-bad = Bad
page-face-middling = So-so
page-face-good = Good
page-face-very-good = Very good
page-contact-label = Email or phone number
page-contact-hint = So that we can get back to you.
page-contact-said = Your contact details
page-check = Please check your answers.
page-required = Please answer this question.
page-choice-missing = Please choose one of the answers.
page-multi-missing = Please choose at least one answer.
page-contact-invalid = Please check this: it should be an email address or a phone number.
page-characters = Some invisible characters in your text can't be saved, so we removed them. Please check the text and try again.
page-text-long = Please keep this to { $max } characters.
page-too-large = That was too much text at once, so it isn't saved. Please make it shorter and try again.
page-limited-title = Too many answers at once
page-limited-text = Just now too many answers are coming in from here, so yours isn't saved yet. Please try again in a minute.
page-privacy = Privacy policy

mail-subject = One short question for you
mail-subject-company = One short question from { $company }
mail-greeting = Hello!
mail-intro = Please answer one short question. It takes ten seconds.
mail-link = Give your answer
mail-link-plain = If the buttons don't work, open this address:
mail-why = You received this email because you recently used our services.
mail-why-company = You received this email because you recently used the services of { $company }.
mail-reminder-subject = Reminder: { $subject }
mail-reminder-intro = A few days ago we asked you one short question. It takes ten seconds to answer.
mail-unsubscribe = Stop survey emails

sms-short = One short question for you
sms-short-company = One short question from { $company }
sms-reminder = Reminder: { $text }
sms-tail = Stop: { $url }
sms-stopped = No more survey texts from us. To restart: START
sms-help = Survey texts. To stop them: STOP
sms-help-company = { $company }: survey texts. To stop them: STOP

unsub-email-title = Stop survey emails?
unsub-email-text = Press the button, and we won't send any more surveys to the email address where you got this link.
unsub-email-text-company = Press the button, and { $company } won't send any more surveys to the email address where you got this link.
unsub-email-done-title = No more survey emails
unsub-email-done-text = We won't send any more surveys to the email address where you got this link.
unsub-email-done-text-company = { $company } won't send any more surveys to the email address where you got this link.
unsub-sms-title = Stop survey texts?
unsub-sms-text = Press the button, and we won't send any more surveys to the phone number where you got this link.
unsub-sms-text-company = Press the button, and { $company } won't send any more surveys to the phone number where you got this link.
unsub-sms-done-title = No more survey texts
unsub-sms-done-text = We won't send any more surveys to the phone number where you got this link.
unsub-sms-done-text-company = { $company } won't send any more surveys to the phone number where you got this link.
unsub-button = Stop them
