/** Both doors against real sockets, and against those who mean no good. */
package io.spanweir.receiver.otlp;
