/** The reader against texts that are no JSON, and those that nearly are. */
package io.spanweir.receiver.transcode;
