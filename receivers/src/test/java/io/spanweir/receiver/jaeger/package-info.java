/** Jaeger's doors and encodings, against Jaeger's own classes and captures of its clients. */
package io.spanweir.receiver.jaeger;
