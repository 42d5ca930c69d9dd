; Why no event is lost, for any number of device threads, bits and events: an invariant that holds at first, that every
; step keeps, and that excludes a lost event. The delivery system is the one of ../delivery.qnt, step by step and name by
; name, but threads and bits come from sorts without a bound, and events are counted.
;
; Read (define-fun step-x ((s State) (n State) (t Thread) (b Bit)) Bool ...) as: thread t can make this step from s to n.
; The queries are appended by whoever runs this: for each step, is there a way out of the invariant?

(set-logic ALL)

; ---- The design: ../profile.qnt. The queries give values to some or all of these. ------------------------------------

(declare-datatypes ((Order 0)) (((statusFirst) (signalFirst))))
(declare-datatypes ((Update 0)) (((or-) (assign) (torn))))
(declare-datatypes ((Signal 0)) (((always) (onRise) (onNewBit) (assertOnly) (level))))
(declare-datatypes ((Section 0)) (((split) (whole))))
(declare-datatypes ((Trigger 0)) (((edge) (levelHigh))))
(declare-datatypes ((Detector 0)) (((transition) (assert-))))
(declare-datatypes ((Driver 0)) (((ackFirst) (ackLast) (ackOnes) (ackLastRecheck) (ackFirstLoop) (ackLastLoop))))
(declare-const ORDER Order)
(declare-const UPDATE Update)
(declare-const SIGNAL Signal)
(declare-const SECTION Section)
(declare-const TRIGGER Trigger)
(declare-const DETECTOR Detector)
(declare-const DRIVER Driver)

; ---- The state -------------------------------------------------------------------------------------------------------

(declare-sort Thread 0)
(declare-sort Bit 0)
(declare-datatypes ((ThreadStep 0)) (((ThreadIdle) (ToRemember) (ToUpdate) (ToSignal) (ToLower))))
(declare-datatypes ((DriverStep 0))
  (((DriverIdle) (ToRead) (ToAck) (ToFollowAck) (ToService) (ToServiceAgain) (ToEoi))))

(declare-datatypes ((State 0)) (((state
  (work (Array Bit Int))                        ; how many events of this bit are not serviced yet
  (status (Array Bit Bool))
  (seen (Array Bit Bool))
  (line Bool)
  (latch Bool)
  (active Bool)
  (at (Array Thread ThreadStep))
  (bit (Array Thread Bit))
  (remembered (Array Thread (Array Bit Bool)))
  (driver DriverStep)
  (wanted Bool)))))                             ; what ToFollowAck carries in the Quint specification

(define-fun isEmpty ((set (Array Bit Bool))) Bool (forall ((b Bit)) (not (select set b))))

; ---- The line and the GIC --------------------------------------------------------------------------------------------

(define-fun pending ((s State)) Bool (or (latch s) (and (= TRIGGER levelHigh) (line s))))

(define-fun up ((s State) (n State)) Bool (and
  (line n)
  (= (latch n) (or (latch s) (and (= TRIGGER edge) (or (= DETECTOR assert-) (not (line s))))))))

(define-fun down ((s State) (n State)) Bool (and (not (line n)) (= (latch n) (latch s))))

; Up and down again.
(define-fun pulsed ((s State) (n State)) Bool (and
  (not (line n))
  (= (latch n) (or (latch s) (and (= TRIGGER edge) (or (= DETECTOR assert-) (not (line s))))))))

(define-fun keepWire ((s State) (n State)) Bool (and (= (line n) (line s)) (= (latch n) (latch s))))

; ---- What follows what -----------------------------------------------------------------------------------------------

(define-fun isPulse () Bool (not (or (= SIGNAL assertOnly) (= SIGNAL level))))
(define-fun isFused () Bool (and (= SIGNAL level) (= SECTION whole)))
(define-fun signalsFirst () Bool (and (= ORDER signalFirst) (not isFused)))
(define-fun startOfUpdate () ThreadStep (ite (= UPDATE torn) ToRemember ToUpdate))
(define-fun afterSignal () ThreadStep (ite signalsFirst startOfUpdate ThreadIdle))

(define-fun asks ((before (Array Bit Bool)) (b Bit)) Bool (and
  (=> (= SIGNAL onRise) (isEmpty before))
  (=> (= SIGNAL onNewBit) (not (select before b)))
  (not isFused)))

(define-fun isAt ((s State) (t Thread) (step ThreadStep)) Bool
  (let ((skips (and signalsFirst (= (select (at s) t) ToSignal) (not (asks (status s) (select (bit s) t))))))
    (= step (ite skips startOfUpdate (select (at s) t)))))

(define-fun acksFirst () Bool (or (= DRIVER ackFirst) (= DRIVER ackOnes) (= DRIVER ackFirstLoop)))
(define-fun afterAck () DriverStep
  (ite acksFirst ToService (ite (= DRIVER ackLastRecheck) ToServiceAgain (ite (= DRIVER ackLastLoop) ToRead ToEoi))))
(define-fun afterService () DriverStep (ite (not acksFirst) ToAck (ite (= DRIVER ackFirstLoop) ToRead ToEoi)))

; ---- Parts of steps --------------------------------------------------------------------------------------------------

(define-fun keepWork ((s State) (n State)) Bool (= (work n) (work s)))
(define-fun keepStatus ((s State) (n State)) Bool (= (status n) (status s)))
(define-fun keepThreads ((s State) (n State)) Bool
  (and (= (at n) (at s)) (= (bit n) (bit s)) (= (remembered n) (remembered s))))
(define-fun keepDriver ((s State) (n State)) Bool
  (and (= (driver n) (driver s)) (= (seen n) (seen s)) (= (active n) (active s)) (= (wanted n) (wanted s))))
(define-fun goes ((s State) (n State) (t Thread) (step ThreadStep)) Bool
  (and (= (at n) (store (at s) t step)) (= (bit n) (bit s)) (= (remembered n) (remembered s))))
(define-fun drives ((s State) (n State) (step DriverStep)) Bool
  (and (= (driver n) step) (= (active n) (active s)) (= (wanted n) (wanted s))))

; Where status and line are one critical section, the line follows the status.
(define-fun wireFollows ((s State) (n State)) Bool
  (ite isFused (ite (isEmpty (status n)) (down s n) (up s n)) (keepWire s n)))

; ---- Steps of a thread -----------------------------------------------------------------------------------------------

(define-fun step-publish ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (isAt s t ThreadIdle)
  (= (work n) (store (work s) b (+ 1 (select (work s) b))))
  (= (at n) (store (at s) t (ite signalsFirst ToSignal startOfUpdate)))
  (= (bit n) (store (bit s) t b))
  (= (remembered n) (remembered s))
  (keepStatus s n) (keepWire s n) (keepDriver s n)))

(define-fun step-remember ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (isAt s t ToRemember)
  (= (at n) (store (at s) t ToUpdate))
  (= (bit n) (bit s))
  (= (remembered n) (store (remembered s) t (status s)))
  (keepWork s n) (keepStatus s n) (keepWire s n) (keepDriver s n)))

(define-fun step-update ((s State) (n State) (t Thread) (b Bit)) Bool
  (let ((mine (select (bit s) t))
        (before (ite (= UPDATE torn) (select (remembered s) t) (status s))))
    (and
      (isAt s t ToUpdate)
      (forall ((c Bit))
        (= (select (status n) c) (or (= c mine) (and (not (= UPDATE assign)) (select before c)))))
      (wireFollows s n)
      (goes s n t (ite (and (not signalsFirst) (asks before mine)) ToSignal ThreadIdle))
      (keepWork s n) (keepDriver s n))))

(define-fun step-raise ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (isAt s t ToSignal)
  (or (not isPulse) (= SECTION split))
  (up s n)
  (goes s n t (ite isPulse ToLower afterSignal))
  (keepWork s n) (keepStatus s n) (keepDriver s n)))

(define-fun step-lower ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (isAt s t ToLower)
  (down s n)
  (goes s n t afterSignal)
  (keepWork s n) (keepStatus s n) (keepDriver s n)))

(define-fun step-pulse ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (isAt s t ToSignal)
  isPulse (= SECTION whole)
  (pulsed s n)
  (goes s n t afterSignal)
  (keepWork s n) (keepStatus s n) (keepDriver s n)))

; ---- Steps of the driver ---------------------------------------------------------------------------------------------

(define-fun step-take ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) DriverIdle) (pending s) (not (active s))
  (active n) (not (latch n)) (= (line n) (line s))
  (= (driver n) ToRead) (= (seen n) (seen s)) (= (wanted n) (wanted s))
  (keepWork s n) (keepStatus s n) (keepThreads s n)))

(define-fun step-read ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) ToRead)
  (= (seen n) (status s))
  (drives s n (ite (isEmpty (status s)) ToEoi (ite acksFirst ToAck ToService)))
  (keepWork s n) (keepStatus s n) (keepWire s n) (keepThreads s n)))

(define-fun step-ack ((s State) (n State) (t Thread) (b Bit)) Bool
  (let ((isFollowed (and (= SIGNAL level) (= SECTION split))))
    (and
      (= (driver s) ToAck)
      (forall ((c Bit))
        (= (select (status n) c) (and (not (= DRIVER ackOnes)) (select (status s) c) (not (select (seen s) c)))))
      (wireFollows s n)
      (= (driver n) (ite isFollowed ToFollowAck afterAck))
      (= (wanted n) (and isFollowed (not (isEmpty (status n)))))
      (= (seen n) (seen s)) (= (active n) (active s))
      (keepWork s n) (keepThreads s n))))

(define-fun step-followAck ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) ToFollowAck)
  (ite (wanted s) (up s n) (down s n))
  (= (driver n) afterAck) (not (wanted n))
  (= (seen n) (seen s)) (= (active n) (active s))
  (keepWork s n) (keepStatus s n) (keepThreads s n)))

(define-fun serviced ((s State) (n State)) Bool
  (forall ((c Bit)) (= (select (work n) c) (ite (select (seen s) c) 0 (select (work s) c)))))

(define-fun step-service ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) ToService)
  (serviced s n)
  (drives s n afterService) (= (seen n) (seen s))
  (keepStatus s n) (keepWire s n) (keepThreads s n)))

(define-fun step-serviceAgain ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) ToServiceAgain)
  (serviced s n)
  (drives s n ToEoi) (= (seen n) (seen s))
  (keepStatus s n) (keepWire s n) (keepThreads s n)))

(define-fun step-eoi ((s State) (n State) (t Thread) (b Bit)) Bool (and
  (= (driver s) ToEoi)
  (= (driver n) DriverIdle) (not (active n)) (isEmpty (seen n)) (= (wanted n) (wanted s))
  (keepWork s n) (keepStatus s n) (keepWire s n) (keepThreads s n)))

(define-fun init ((s State)) Bool (and
  (forall ((b Bit)) (and (= (select (work s) b) 0) (not (select (status s) b)) (not (select (seen s) b))))
  (forall ((t Thread)) (= (select (at s) t) ThreadIdle))
  (not (line s)) (not (latch s)) (not (active s)) (not (wanted s))
  (= (driver s) DriverIdle)))

; ---- What must hold --------------------------------------------------------------------------------------------------

(define-fun noLostEvent ((s State)) Bool (=>
  (and
    (forall ((t Thread)) (= (select (at s) t) ThreadIdle))
    (= (driver s) DriverIdle)
    (not (pending s)))
  (forall ((b Bit)) (= (select (work s) b) 0))))

; ---- The invariant ---------------------------------------------------------------------------------------------------

; The driver has read this bit, and is going to look at the work that belongs to it.
(define-fun isInHand ((s State) (b Bit)) Bool (and
  (select (seen s) b)
  (ite acksFirst
    (or (= (driver s) ToAck) (= (driver s) ToFollowAck) (= (driver s) ToService))
    (or (= (driver s) ToService) (= (driver s) ToAck) (= (driver s) ToFollowAck) (= (driver s) ToServiceAgain)))))

; The driver has read this bit, and is going to acknowledge it.
(define-fun isBeingAcked ((s State) (b Bit)) Bool (and
  (select (seen s) b)
  (or (= (driver s) ToAck) (and (not acksFirst) (= (driver s) ToService)))))

; A thread that has still to set this bit.
(define-fun isOnTheWay ((s State) (b Bit)) Bool (exists ((t Thread)) (and
  (= (select (bit s) t) b)
  (or
    (= (select (at s) t) ToRemember)
    (= (select (at s) t) ToUpdate)
    (and signalsFirst (or (= (select (at s) t) ToSignal) (= (select (at s) t) ToLower)))))))

; A thread that has set this bit, and is going to signal it.
(define-fun isToBeSignalled ((s State) (b Bit)) Bool (exists ((t Thread)) (and
  (= (select (bit s) t) b)
  (not signalsFirst)
  (= (select (at s) t) ToSignal))))

(define-fun everyEventIsCovered ((s State)) Bool (forall ((b Bit)) (and
  (>= (select (work s) b) 0)
  (=> (> (select (work s) b) 0) (or (isOnTheWay s b) (select (status s) b) (isInHand s b))))))

(define-fun everyBitIsCovered ((s State)) Bool (forall ((b Bit)) (=>
  (select (status s) b)
  (or (isToBeSignalled s b) (pending s) (= (driver s) ToRead) (isBeingAcked s b)))))

; Where the line follows the status in one section, it never strays. Where pulses are whole, the line rests low.
(define-fun lineIsWhereItBelongs ((s State)) Bool (and
  (=> isFused (= (line s) (not (isEmpty (status s)))))
  (=> (and isPulse (= SECTION whole)) (not (line s)))))

(define-fun activeIsTheDrivers ((s State)) Bool (= (active s) (not (= (driver s) DriverIdle))))

; Nobody is at a step that this design does not have.
(define-fun everyoneIsSomewhere ((s State)) Bool (and
  (forall ((t Thread)) (and
    (=> (= (select (at s) t) ToRemember) (= UPDATE torn))
    (=> (= (select (at s) t) ToSignal) (not isFused))
    (=> (= (select (at s) t) ToLower) (and isPulse (= SECTION split)))))
  (=> (= (driver s) ToFollowAck) (and (= SIGNAL level) (= SECTION split)))
  (=> (= (driver s) ToServiceAgain) (= DRIVER ackLastRecheck))))

(define-fun invariant ((s State)) Bool (and
  (everyEventIsCovered s)
  (everyBitIsCovered s)
  (lineIsWhereItBelongs s)
  (activeIsTheDrivers s)
  (everyoneIsSomewhere s)))
