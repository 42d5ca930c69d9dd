/*
 * The delivery system once more, for Spin: written from the design, not from the Quint specification, so that a mistake
 * would have to be made twice. One process for each device thread, one for the driver. Each line that begins with
 * `:: d_step` is one atomic step: a condition, what it does, and where the process goes.
 *
 * A design is chosen with macros, the first value of each being that of the reference:
 *   -DORDER=STATUS_FIRST SIGNAL_FIRST        -DUPDATE=OR ASSIGN TORN
 *   -DSIGNAL=ALWAYS ON_RISE ON_NEW_BIT ASSERT_ONLY LEVEL
 *   -DSECTION=WHOLE SPLIT                    -DTRIGGER=EDGE LEVEL_HIGH     -DDETECTOR=TRANSITION ASSERT
 *   -DDRIVER=ACK_FIRST ACK_LAST ACK_ONES ACK_LAST_RECHECK ACK_FIRST_LOOP ACK_LAST_LOOP
 *
 *   spin -DDRIVER=ACK_LAST -a delivery.pml && gcc -O1 -DNOREDUCE -o pan pan.c
 *   ./pan -a -N noLostEvent       ./pan -a -f -N everyEventIsServiced       ./pan -a -f -N noStorm
 *
 * -f makes each process weakly fair. Publishing must never be forced, or new events would rescue the lost ones and
 * hide the fault: so an idle thread may also do nothing, for ever.
 */

#define STATUS_FIRST 0
#define SIGNAL_FIRST 1

#define OR 0
#define ASSIGN 1
#define TORN 2

#define ALWAYS 0
#define ON_RISE 1
#define ON_NEW_BIT 2
#define ASSERT_ONLY 3
#define LEVEL 4

#define WHOLE 0
#define SPLIT 1

#define EDGE 0
#define LEVEL_HIGH 1

#define TRANSITION 0
#define ASSERT 1

#define ACK_FIRST 0
#define ACK_LAST 1
#define ACK_ONES 2
#define ACK_LAST_RECHECK 3
#define ACK_FIRST_LOOP 4
#define ACK_LAST_LOOP 5

#ifndef THREADS
#define THREADS 2
#endif
#ifndef ORDER
#define ORDER STATUS_FIRST
#endif
#ifndef UPDATE
#define UPDATE OR
#endif
#ifndef SIGNAL
#define SIGNAL ALWAYS
#endif
#ifndef SECTION
#define SECTION WHOLE
#endif
#ifndef TRIGGER
#define TRIGGER EDGE
#endif
#ifndef DETECTOR
#define DETECTOR TRANSITION
#endif
#ifndef DRIVER
#define DRIVER ACK_FIRST
#endif

#define VRING 1
#define CONFIG 2

byte work, status;           /* sets of VRING and CONFIG */
bit line, latch, isActive;    /* `active` is a word of Promela */
byte busy;                   /* how many threads are not idle; for the properties */

#define UP      latch = latch || (TRIGGER == EDGE && (DETECTOR == ASSERT || !line)); line = 1
#define DOWN    line = 0
#define FOLLOW  latch = latch || (status && TRIGGER == EDGE && (DETECTOR == ASSERT || !line)); line = (status != 0)
#define PENDING (latch || (TRIGGER == LEVEL_HIGH && line))

/* Where a thread is. */
#define IDLE 0
#define LOADING 1
#define STORING 2
#define SIGNALLING 3
#define LOWERING 4

/* The line follows InterruptStatus within the step that changes it: no step is left for the signal. */
#define FUSED (SIGNAL == LEVEL && SECTION == WHOLE)
#define SIGNALS_FIRST (ORDER == SIGNAL_FIRST && !FUSED)
#define IS_PULSE (SIGNAL != ASSERT_ONLY && SIGNAL != LEVEL)

#define UPDATE_START (UPDATE == TORN -> LOADING : STORING)
#define START (SIGNALS_FIRST -> SIGNALLING : UPDATE_START)
#define AFTER_SIGNAL (SIGNALS_FIRST -> UPDATE_START : IDLE)

/* Is there something to signal, if InterruptStatus was this before the update? */
#define ASKS(before) ((SIGNAL != ON_RISE || before == 0) && (SIGNAL != ON_NEW_BIT || (before & mine) == 0))
/* A thread that signals first and finds nothing to signal is at its update already. */
#define SKIPS (SIGNALS_FIRST && at == SIGNALLING && !ASKS(status))

#define GO(place) at = place; \
  if \
  :: at == IDLE -> mine = 0; loaded = 0; busy-- \
  :: else \
  fi

active [THREADS] proctype thread() {
  byte at, mine, loaded;
  do
  :: d_step { at == IDLE -> work = work | VRING; mine = VRING; busy++; at = START }
  :: d_step { at == IDLE -> work = work | CONFIG; mine = CONFIG; busy++; at = START }
  :: at == IDLE /* and may stay so */

  :: d_step { UPDATE == TORN && (at == LOADING || SKIPS) -> loaded = status; at = STORING }

  :: d_step { UPDATE == TORN && at == STORING ->
       status = loaded | mine;
       if :: FUSED -> FOLLOW :: else fi;
       GO((!SIGNALS_FIRST && !FUSED && ASKS(loaded) -> SIGNALLING : IDLE)) }

  :: d_step { UPDATE != TORN && (at == STORING || SKIPS) ->
       at = (!SIGNALS_FIRST && !FUSED && ASKS(status) -> SIGNALLING : IDLE);
       status = (UPDATE == OR -> status | mine : mine);
       if :: FUSED -> FOLLOW :: else fi;
       GO(at) }

  :: d_step { at == SIGNALLING && !SKIPS && IS_PULSE && SECTION == WHOLE -> UP; DOWN; GO(AFTER_SIGNAL) }
  :: d_step { at == SIGNALLING && !SKIPS && IS_PULSE && SECTION == SPLIT -> UP; at = LOWERING }
  :: d_step { at == LOWERING -> DOWN; GO(AFTER_SIGNAL) }
  :: d_step { at == SIGNALLING && !IS_PULSE -> UP; GO(AFTER_SIGNAL) }
  od
}

/* What the driver does next; it takes an interrupt when it is WAITING. */
#define WAITING 0
#define READ 1
#define ACK 2
#define FOLLOW_ACK 3
#define SERVICE 4
#define SERVICE_AGAIN 5
#define EOI 6

#define ACKS_FIRST (DRIVER == ACK_FIRST || DRIVER == ACK_ONES || DRIVER == ACK_FIRST_LOOP)
#define AFTER_ACK (ACKS_FIRST -> SERVICE : \
  (DRIVER == ACK_LAST_RECHECK -> SERVICE_AGAIN : (DRIVER == ACK_LAST_LOOP -> READ : EOI)))
#define AFTER_SERVICE (!ACKS_FIRST -> ACK : (DRIVER == ACK_FIRST_LOOP -> READ : EOI))

byte handler = WAITING;    /* what the driver does next */

active proctype driver() {
  byte seen;
  bit wanted;                /* the level that a split InterruptACK has still to drive */
  do
  :: d_step { handler == WAITING && PENDING && !isActive -> isActive = 1; latch = 0; handler = READ }
  :: d_step { handler == READ -> seen = status; handler = (seen == 0 -> EOI : (ACKS_FIRST -> ACK : SERVICE)) }
  :: d_step { handler == ACK ->
       status = (DRIVER == ACK_ONES -> 0 : status & ~seen);
       if
       :: SIGNAL == LEVEL && SECTION == SPLIT -> wanted = (status != 0); handler = FOLLOW_ACK
       :: FUSED -> FOLLOW; handler = AFTER_ACK
       :: else -> handler = AFTER_ACK
       fi }
  :: d_step { handler == FOLLOW_ACK ->
       if :: wanted -> UP :: else -> DOWN fi;
       wanted = 0; handler = AFTER_ACK }
  :: d_step { handler == SERVICE -> work = work & ~seen; handler = AFTER_SERVICE }
  :: d_step { handler == SERVICE_AGAIN -> work = work & ~seen; handler = EOI }
  :: d_step { handler == EOI -> isActive = 0; seen = 0; handler = WAITING }
  od
}

#define STUCK (busy == 0 && handler == WAITING && !(PENDING && !isActive))

/* Holds whatever the design, so that a search for an error in it visits every state. */
ltl shape { [] (isActive == (handler != WAITING) && !(TRIGGER == LEVEL_HIGH && latch)) }
ltl noLostEvent { [] !(STUCK && work != 0) }
ltl everyEventIsServiced {
  [] (((work & VRING) != 0 -> <> ((work & VRING) == 0)) && ((work & CONFIG) != 0 -> <> ((work & CONFIG) == 0)))
}
ltl noStorm { <> [] (busy == 0) -> <> [] !isActive }
