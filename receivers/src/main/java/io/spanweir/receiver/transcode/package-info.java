/** What readers of other encodings share: JSON read in place, OTLP written straight to bytes. */
@NullMarked
package io.spanweir.receiver.transcode;

import org.jspecify.annotations.NullMarked;
