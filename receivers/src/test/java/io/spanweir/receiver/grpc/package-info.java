/** Answers as protobuf-java and Jackson read them. */
package io.spanweir.receiver.grpc;
