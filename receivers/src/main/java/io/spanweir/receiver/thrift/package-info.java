/** Thrift read in place: forward only, bounded, nothing made of what is stepped over. */
@NullMarked
package io.spanweir.receiver.thrift;

import org.jspecify.annotations.NullMarked;
