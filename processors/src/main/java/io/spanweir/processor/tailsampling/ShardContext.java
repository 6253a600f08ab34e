package io.spanweir.processor.tailsampling;

import io.spanweir.core.data.Pools;
import io.spanweir.core.log.SegmentPool;
import io.spanweir.core.runtime.Clock;
import io.spanweir.core.telemetry.LedgerAccount;
import io.spanweir.processor.tailsampling.TailSamplingConfig.Overflow;
import io.spanweir.processor.tailsampling.TailSamplingConfig.RecordPolicy;
import java.util.concurrent.atomic.LongAdder;

/**
 * What all shards of a processor have in common.
 *
 * @param spansHeld spans in the inboxes and logs, for the ledger
 * @param tracesOpen traces that are not decided, for the ledger
 * @param waitNanos from a trace's first span to its decision
 * @param tickNanos how exactly that is kept
 * @param history the policies that took part in decisions there are records of
 * @param decisionRecords of how many decisions there are records
 * @param traceBytesMax a trace larger than this is dropped
 * @param traceBytesShareMax a trace larger than this is decided at once, so that it can't crowd out
 *     the others
 * @param recordDecision whether what says the policy also says reason and duration
 * @param afterRootNanos from a trace's root to its decision, if that is sooner; 0 for off
 * @param decidesOnArrival whether a trace is decided as soon as a policy keeps or drops it
 * @param dropsPending whether traces that are open in the end are dropped
 * @param traceId which spans are of one trace
 * @param hashSeed of the trace tables
 */
record ShardContext(
    LedgerAccount account,
    Admission admission,
    SegmentPool segments,
    Pools pools,
    Clock clock,
    SamplingStats stats,
    PolicyNames names,
    LongAdder spansHeld,
    LongAdder tracesOpen,
    long waitNanos,
    long tickNanos,
    long sampledCacheSize,
    long notSampledCacheSize,
    PolicyHistory history,
    long decisionRecords,
    long traceBytesMax,
    long traceBytesShareMax,
    Overflow overflow,
    RecordPolicy recordPolicy,
    boolean recordDecision,
    long afterRootNanos,
    boolean decidesOnArrival,
    boolean dropsPending,
    TraceIdRule traceId,
    long hashSeed) {}
