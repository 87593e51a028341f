# The dashboard. Whoever reads it works with numbers: short words, no exclamation marks.

## The frame of every page
language = English
skip = Skip to the content
languages = Language
pages = Pages
crumbs = Where you are
nav-overview = Overview
nav-agents = Agents
nav-operations = Operations
nav-dispatches = Dispatches
nav-rollups = Rollups
nav-docs = API
sign-out = Sign out
range = Days
from = From
to = To
compare = Compare with the days before
show = Show
presets = Often used
preset-7 = 7 days
preset-30 = 30 days
preset-90 = 90 days
preset-month = Last month
preset-year = A year
compared-with = compared with { $days }
to-overview = To the overview

## Signing in
sign-in = Sign in
sign-in-already = You followed a link from elsewhere. If you are signed in already, open the page.
sign-in-key = API key or token that may read
sign-in-refused = This opens no dashboard. Check that it is whole, not revoked, and may read.
sign-in-open = Open the dashboard
sign-in-how-long = You stay signed in for eight hours, or until the key is revoked.

## What is wrong
wrong-title = These days can't be shown
wrong-language-title = This page is not there in that language
wrong-language = Choose one of the languages above.
wrong-view = Change the fields above and try again.
wrong-invalid-date = expected a day like 2026-11-21
wrong-from-after-to = the first day must not be after the last one
wrong-too-many-days = at most 366 days can be shown at once
wrong-unknown-comparison = compare takes the value previous
wrong-unknown-locale = the languages are en, lv, lt and ru
wrong-repeated-field = it stands in the address more than once
failed-not-found = There is nothing here
failed-not-found-why = This workspace has no such thing, or no longer.
failed-no-page = No page has this address.
failed-not-found-do = Check the address, or begin at the overview.
failed-bad-request = This can't be shown
failed-bad-request-why = A value in the address is not right.
failed-bad-request-do = Go back and choose again.
failed-conflict = This can't be shown
failed-conflict-why = What was asked for does not go together: single answers of employees are never shown, and amounts of several currencies are never added.
failed-conflict-do = Choose another survey or other days.
failed-for-now = This can't be shown right now
failed-for-now-why = Something went wrong on our side. Nothing is lost.
failed-for-now-do = Try again in a moment.

## Dates, as CLDR has them
date-day = { $day } { $month }
date-whole = { $day } { $month } { $year }
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sept
month-10 = Oct
month-11 = Nov
month-12 = Dec

## Numbers
answers = { $form ->
    [one] { $n } answer
   *[other] { $n } answers
  }
values = { $form ->
    [one] { $n } value
   *[other] { $n } values
  }
few-share = { $k } of { $n }
few-promoters = { $form ->
    [one] { $n } promoter
   *[other] { $n } promoters
  }
few-detractors = { $form ->
    [one] { $n } detractor
   *[other] { $n } detractors
  }
few-net = { $promoters }, { $detractors } of { $n }
few-ratio = { $of } : { $to }
few-values = { $form ->
    [one] { $n } value
   *[other] { $n } values
  }
too-few = Too few for a number: it takes ten.
no-answers = No answers in these days
interval-of = 95% interval { $ends }
interval-95 = 95% interval
about-margin = ± is half of the 95% interval. It covers chance, not those who did not answer.
counted-at = Counted
days-of-zone = Days of { $zone }.
times-of-zone = Times are of { $zone }.
so-far = so far
value = Value
score = Score
share = Share
answer = Answer
unknown = not said
other-values = others
unit-days = { $n } d
unit-hours = { $n } h
unit-minutes = { $n } min
unit-seconds = { $n } s
of-n = n = { $n }
of-sent = of { $n } delivered
# After the counts of few: 1 of 2 …
of-few-sent = { $form ->
    [one] delivered
   *[other] delivered
  }

## Change
was = it was { $value }
was-of = { $answers } before
change-higher-before = higher than before
change-lower-before = lower than before
change-same-before = no clear change
change-few-before = too few to compare
change-higher-rest = higher than the others
change-lower-rest = lower than the others
change-same-rest = no clear difference
change-few-rest = too few to compare
change-nothing-before = nothing before to compare with
change-untested = can't be tested

## Over time
course-of = { $metric }, { $name }, over time
course = From { $begin } ({ $from }) to { $end } ({ $to }).
course-with-band = From { $begin } ({ $from }) to { $end } ({ $to }). The band is the 95% interval.
course-none = A course takes two periods with ten each.
course-gaps = Where there is no number the line is left open.
as-a-table = As a table
over-time = Over time
intervals = Periods
by-day = Day
by-week = Week
by-month = Month

## Overview
pages-of-surveys = More surveys
closed-period = Closed period { $days }
archived = Archived surveys
is-archived = This survey is archived: nobody is asked any more.
empty-title = Nothing is asked yet
empty-lead = Three steps, and the first score stands here.
empty-survey = Make a survey
empty-ask = Ask a customer
empty-ask-then = The answer has a link. Open it and answer.
empty-return = Come back
empty-return-then = Answers are counted on a schedule; on one machine every two seconds.

## What a score is
of-nps = promoters less detractors, in points
of-csat = share of answers from { $from } to { $max }
of-csat-top = share of { $max }
of-ces = share who found it easy
of-ces-mean = mean of { $min } to { $max }
of-ces-mean-low = mean effort of { $min } to { $max }, less is better
of-gcr = share who could do what they came for
class-promoters = promoters
class-passives = passives
class-detractors = detractors
class-very-negative = very negative
class-negative = negative
class-neutral = neutral
class-positive = positive
class-very-positive = very positive
class-easy = easy
class-hard = hard
class-yes = yes
class-partly = partly
class-no = no
left-out-suspect = { $form ->
    [one] { $n } answer that looks like a machine's is left out.
   *[other] { $n } answers that look like a machine's are left out.
  }
with-suspects = With them it would be { $value }.
left-out-anonymous = { $form ->
    [one] { $n } answer of nobody known is left out.
   *[other] { $n } answers of nobody known are left out.
  }
left-out-not-customers = { $form ->
    [one] { $n } answer of somebody who was no customer is left out.
   *[other] { $n } answers of people who were no customers are left out.
  }
left-out-replaced = { $form ->
    [one] { $n } answer that a later one replaces is left out.
   *[other] { $n } answers that later ones replace are left out.
  }

## One survey
see-suspects = See the answers that were left out
spread = How the answers are spread
breakdowns = By group
about-ranks = Groups of fewer than ten are shown by their counts; from thirty on they have a rank. What differs from the others is tested, with Holm's correction.
groups-differ = The groups differ by more than chance.
groups-alike = No clear difference between the groups.
more-rows = { $form ->
    [one] { $n } more group
   *[other] { $n } more groups
  }
comments = Latest comments
all-answers = All answers
no-comments = Nobody wrote a comment in these days.
is-suspect = left out of the score
beside-mean = Mean
beside-promoters = Share of promoters
dimension-touchpoint = Touchpoint
dimension-channel = Channel
dimension-segment = Segment
dimension-locale = Language
dimension-agent = Agent
dimension-variant = Variant
dimension-version = Version
dimension-department = Department
channel-email = Email
channel-sms = SMS
channel-link = Link
channel-app = App
channel-web = Website
locale-en = English
locale-lv = Latvian
locale-lt = Lithuanian
locale-ru = Russian
touchpoint-website = Website
touchpoint-purchase = Purchase
touchpoint-onboarding = Onboarding
touchpoint-trial = Trial
touchpoint-renewal = Renewal
touchpoint-cancellation = Cancellation
touchpoint-win-back = Win-back
touchpoint-support = Support
touchpoint-self-service = Self-service
touchpoint-delivery = Delivery
touchpoint-returns = Returns

## Employees
employees-lead = Employees stay unknown: only closed periods are shown, whole, and groups of five or more.
employees-nothing = No closed period to show yet
employees-not-begun = No period has begun yet.
employees-open = This period is open. Its result stands here once it has closed.
employees-hidden = Fewer than five answered, so nothing is shown.
employees-groups-hidden = Small groups are not shown, so that nobody can be found.

## Operations
events-customers = Customers
events-tickets = Support
events-costs = What support costs
events-appointments = Appointments
no-events-customers = Nobody told us of customers in these days.
no-events-tickets = Nobody told us of tickets in these days.
no-events-costs = Nobody told us what support costs in these days.
no-events-appointments = Nobody told us of appointments in these days.
no-events-do = Send events of these types:
metric-gross-churn = Churn
metric-retention = Retention
metric-net-churn = Net churn
metric-clv = Customer lifetime value
metric-first-response = First response in time
metric-reply-time = Time to a reply
metric-resolution = Resolved
metric-time-to-resolve = Time to resolve
metric-first-contact = Solved at first contact
metric-transfers = Transfers
metric-support-cost = Cost per resolved ticket
metric-kept-appointments = Kept appointments
metric-delivery = Delivery
metric-response-rate = Response rate
metric-completion = Completion
metric-opt-out = Opt-out
of-gross-churn = customers lost of those at the start
of-retention = customers kept of those at the start
of-net-churn = customers lost less new ones, of those at the start
of-clv = revenue per customer × margin ÷ churn
of-first-response = tickets answered within the target
of-reply-time = median, from a customer's message to the reply
of-resolution = tickets resolved and not reopened, of those opened
of-time-to-resolve = median, from opening to the resolution
of-first-contact = resolved tickets that took one contact
of-transfers = mean per ticket
of-support-cost = booked costs ÷ resolved tickets
of-kept-appointments = begun at most five minutes late
beside-start = At the start
beside-lost = Lost
beside-new = New
beside-end = At the end
beside-new-per-lost = New for each lost
beside-year = A year at this rate
beside-lifetime-days = Mean lifetime
beside-active = Active customers
beside-mean-revenue = Mean revenue
beside-gross-margin = Gross margin
beside-gross-churn = Churn
beside-historic-value = Value so far
beside-unanswered = Unanswered
beside-late = Late
beside-target-seconds = Target
beside-median = Median
beside-p90 = 90% within
beside-hours = Hours
beside-waiting = Waiting
beside-transferred = Tickets transferred
beside-cost = Costs
beside-cost-per-opened = Cost per opened ticket
beside-cost-of-revenue = Costs of revenue
beside-target-percent = Target, below
beside-planned = Planned
beside-without-outcome = Without an outcome
beside-to-come = Still to come
hours-calendar = around the clock
hours-business = working hours
reason-no-data = Nothing in these days
reason-no-customers-at-start = Nobody was a customer at the start
reason-no-customers-at-start-do = Choose days that begin later, or send customer_started with earlier times.
reason-none-due = No ticket has had its time yet
reason-no-cost = No cost was booked
reason-no-cost-do = Send events of the type cost_booked.
reason-no-resolved-tickets = No ticket was resolved
reason-no-customers = No active customers
reason-no-revenue = No revenue in these days
reason-no-revenue-do = Send events of the type order_paid.
reason-gross-margin-not-set = The gross margin is not set
reason-gross-margin-not-set-do = Set gross_margin with PUT /v1/workspace.
reason-too-few-lost = Fewer than ten customers lost
reason-too-few-lost-do = With so few, churn says nothing about how long customers stay. Choose more days.
reason-mixed-currencies = Amounts in several currencies
reason-mixed-currencies-do = They are never added. Book them in one currency, or choose days with one.
reason-to-come = These days are still to come
reason-nothing-to-divide-by = Nothing to divide by

# Metrics of the team's own.
own-metrics = Own metrics
own-share = { $of } among { $among }
own-mean = mean of { $of }
own-ratio = { $of } to { $to }

## Answers, agents, dispatches, counting

# The list of answers.
answers-title = Answers
answers-filter = Filter
answers-any = any
answers-score-min = Score from
answers-score-max = Score to
answers-suspect = Suspect
answers-suspect-yes = suspect only
answers-suspect-no = without suspect
answers-apply = Show
answers-clear = Without a filter
answers-wrong = { $field }: nothing can be filtered by this value.
answers-wrong-cursor = This page of the list has ended or belongs to another filter. Begin at the newest answers.
answers-list = Newest first
answers-half = not finished
answers-is-suspect = suspect
answers-none = No answer of these days fits.
answers-none-yet = None found so far. Older answers have not been looked through yet.
answers-older = Older answers
answers-newest = The newest answers
answers-csv = As a table
answers-csv-how = The API gives the same list as CSV, with the key that you signed in with:
answers-employees-title = Answers of employees are shown to nobody
answers-employees-text = This survey asks employees. Nobody sees a single answer, who answered, or how many have so far. Each period has its result once it has closed and enough people answered.
answers-employees-link = Results of the closed periods

# One answer.
answer-title = One answer
answer-answers = What was answered
answer-later = changed after the finish
answer-taken-back = taken back
answer-history = What happened
answer-begun = Begun
answer-given-to = Answered: { $question }
answer-changed-to = Changed: { $question }
answer-back-to = Taken back: { $question }
answer-finished = Finished
answer-not-finished = Not finished yet. What was answered counts all the same.
answer-around = What stands around it
answer-id = Id
answer-submission = Submission id
answer-version = Version of the survey
answer-posts = Put together from
answer-posts-count = { $form ->
    [one] { $n } post
   *[other] { $n } posts
}
answer-person = Person
answer-nobody = nobody known
answer-by = Came by
answer-by-dispatch = a dispatch
answer-by-link = a link of your own mailer
answer-by-post = an app, a website or the API
answer-suspect = Kept and not counted
answer-suspect-honeypot = A field was filled that people can't see (rules of version { $version }).
answer-suspect-too-fast = It was sent less than two seconds after its page was made (rules of version { $version }).
answer-vouched = Counted, since somebody vouched for it
answer-vouched-back = Not a person’s after all?
answer-suspect-vouch = Is it a person’s?
answer-review-how = The API takes it, with a key that has the scope admin. The score changes with the next rollup, and what was said stays in the history below.
answer-genuine = Said to be a person’s: { $by }
answer-doubted = Taken back: { $by }
answer-review-key = key { $key }
answer-review-token = a token of your issuer
answer-dispatch-asked = The dispatch was asked for
answer-message = { $kind }: { $status }

# Agents.
agents-card = Scorecard
agents-survey = CSAT of
agents-agent = Agent
agents-csat = CSAT
agents-first-response = First response in time
agents-resolution = Resolved
agents-first-contact = First contact
agents-whose-csat = of the agent when the survey was sent
agents-whose-first-response = of whoever replied first
agents-whose-resolution = of whoever resolved it
agents-whose-first-contact = of whoever resolved it
agents-nobody = nobody
agents-median = median { $value }
agents-place = place { $place } of { $of }
agents-differ = The agents differ by more than chance (p { $p }).
agents-alike = The agents don't differ by more than chance (p { $p }).
agents-untold = There is too little to tell whether the agents differ.
agents-provisional = may still change
agents-none = No agent has an answer or a ticket in these days.
surveys-not-all = Only the first { $n } surveys are looked through here. Add ?survey=… to the address for another one.
agents-no-csat = No survey asks for CSAT. The other numbers come from tickets.
agents-rules = Under 10, only counts are shown; under 30, no place. Beside each share stands its 95% interval. Tickets without a reply or a resolution are nobody's.
agents-caution = Agents don't get the same tickets, shifts or customers. Use this to ask what somebody does differently, not for pay.

# Dispatches.
sending-survey = Survey
sending-channel = Channel
sending-all-surveys = all surveys
sending-apply = Show
sending-funnel = From asking to answering
sending-step = Step
sending-count = How many
sending-share = Share
sending-requested = requested
sending-sent = sent
sending-delivered = delivered
sending-answered = answered
sending-funnel-in-words = Of { $requested } requested, { $sent } were sent, { $delivered } delivered and { $answered } answered.
sending-of-requested = of those requested
sending-of-sent = of those sent
sending-of-delivered = of those delivered
sending-others = Not sent: { $waiting } waiting, { $skipped } skipped, { $failed } failed. Sent and bounced: { $bounced }.
sending-rates = Rates
sending-rate-delivery = Delivery
sending-rate-response-rate = Response
sending-rate-completion = Completion
sending-rate-opt-out = Opt-out
sending-of-rate-delivery = of those sent
sending-of-rate-response-rate = of those delivered
sending-of-rate-completion = of those begun
sending-of-rate-opt-out = of those delivered
sending-provisional = Links are still open: it may grow.
sending-reasons = Why some were not sent
sending-reason = Reason
sending-no-reasons = Nothing was skipped and nothing failed in these days.
sending-by = By survey and channel
sending-nothing = Nothing was asked for in these days.
sending-notes = Email and texts that Atbalss sends, by the day on which the invitation went out, or was given up; what waits, by the day on which it was asked for. Links of your own mailer, apps and websites have no known number of people asked. Dispatches to employees are in no number.
sending-newest = Newest dispatches
sending-asked = Asked for
sending-person = Person
sending-status = Status
sending-any-status = any status
sending-none = No dispatch of these days fits.
sending-none-yet = None found so far. Older dispatches have not been looked through yet.
sending-older = Older dispatches
sending-first = The newest dispatches
sending-wrong = The filter can't be read, or this page of the list has ended. Begin at the newest dispatches.

status-scheduled = waits for its time
status-given-out = link given out
status-claimed = being sent
status-sent = sent
status-delivered = delivered
status-responded = answered
status-failed = failed
status-bounced = bounced
status-complained = called unwanted
status-unknown = not known
status-skipped = skipped

why-no-address = no address on the channel
why-country-not-allowed = texts may not go to the number's country
why-survey-archived = the survey is archived
why-link-expired = the link had ended
why-no-consent = no consent for this channel and kind of survey
why-suppressed = the address is on the suppression list
why-throttled = asked a short time ago
why-already-answered = answered before
why-quiet-hours = quiet hours
why-too-long = the text is too long
why-paused = the account may not send at the moment
why-rejected = refused for good
why-busy = could not be taken, is tried again
why-no-answer = the connection broke while it was handed over
why-lease-ended = its worker never said how it ended
why-hard-bounce = the address does not exist
why-soft-bounce = not taken for days
why-account-suppressed = on the account's own suppression list
why-complaint = the recipient called it unwanted
why-delayed = the recipient's side makes it wait
why-expired = the carrier could not deliver it in time
why-undeliverable = the carrier can't deliver it
why-unreadable = what it is made of can't be read

# One dispatch.
dispatch-title = One dispatch
dispatch-about = What it is
dispatch-id = Id
dispatch-asked = Asked for
dispatch-ends = Its link ends
dispatch-next = Looked at again
dispatch-refused = Wanted no more since
dispatch-eligible = Another may be asked for from { $at }.
dispatch-not-before = Not before { $at }.
dispatch-answer = Answer
dispatch-answered = see the answer
dispatch-not-answered = none yet
dispatch-employees = Who of the employees answered is known to nobody.
dispatch-history = What happened
dispatch-invitation = Invitation
dispatch-reminder = Reminder { $n }
dispatch-no-messages = Nothing was sent by Atbalss: the link goes out with a mailer of your own.
dispatch-properties = What your team sent along

# How the counting stands.
counting-state = How it stands
counting-changed = Counts changed last
counting-looked-after = The schedule last looked after everything
counting-heard = The newest heartbeat of the stream
counting-swept = Last sweep after a failure of the stream
counting-never = never yet
counting-marks = Marks that wait
counting-marks-more = more than { $n }
counting-fine = Nothing waits: every number stands as it is.
counting-waits = Something waits to be counted. The schedule's next turn runs it; on one machine that is every two seconds. On AWS this runs it at once:
counting-late = The heartbeat is more than 12 hours old. The sweep marks by itself what may be missed; look at the errors of react.
counting-waiting = What waits
counting-what = What
counting-days = Days
counting-timelines = Timelines to fold
counting-timelines-note = Of tickets, customers and dispatches only the number is shown.
counting-buckets = Days counted
counting-counted = Counted
counting-again = Counted again
counting-missing = Not looked at
counting-sealed = Sealed to
counting-changed-at = Changed last
counting-revision = revision { $n }
counting-again-days = Days whose counts changed after they were first written
counting-again-none = No day of this range changed after it was first written.
counting-missing-days = Days that no run has looked at
counting-missing-note = A day on which nothing happened leaves no mark, so nobody looks at it, and its number is told as missing. Whoever wants to be sure recomputes, with a key that has the scope admin:
counting-missing-none = Every day of this range was looked at.
counting-sealed-note = Sealed days are never recomputed again: their answers expire. Their numbers stay.
counting-kind-tickets = Tickets
counting-kind-customers = Customers
counting-kind-appointments = Appointments
counting-kind-bookings = Costs and revenues
counting-kind-dispatches = Dispatches
counting-left-out-more = More surveys are not shown here; atbalss verify looks at all.
counting-left-out = { $form ->
    [one] { $n } more survey is not shown here; atbalss verify looks at all.
   *[other] { $n } more surveys are not shown here; atbalss verify looks at all.
}
