/**
 * What decides whether a trace is kept. A policy is a function of a trace's summary, whatever order
 * its spans came in; it declares the facts about spans it needs as predicates, and knows no
 * threads, no I/O and no configuration format. One file per policy, one line in {@link
 * io.spanweir.processor.tailsampling.policy.Policies}.
 */
@NullMarked
package io.spanweir.processor.tailsampling.policy;

import org.jspecify.annotations.NullMarked;
