package io.spanweir.receiver.grpc;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;

/**
 * {@code google.rpc.Status} as protobuf-java reads it.
 *
 * @param retryNanos what {@code RetryInfo} says; -1 without one
 */
public record RpcStatus(int code, String message, long retryNanos) {
  public static RpcStatus parse(ByteString bytes) throws InvalidProtocolBufferException {
    UnknownFieldSet status = UnknownFieldSet.parseFrom(bytes);
    long retryNanos = -1;
    if (status.hasField(3)) {
      Any any = Any.parseFrom(status.getField(3).getLengthDelimitedList().get(0));
      if (!any.getTypeUrl().equals("type.googleapis.com/google.rpc.RetryInfo")) {
        throw new AssertionError(any.getTypeUrl());
      }
      UnknownFieldSet retry = UnknownFieldSet.parseFrom(any.getValue());
      Duration delay = Duration.parseFrom(retry.getField(1).getLengthDelimitedList().get(0));
      retryNanos = delay.getSeconds() * 1_000_000_000L + delay.getNanos();
    }
    return new RpcStatus(
        status.getField(1).getVarintList().get(0).intValue(),
        status.getField(2).getLengthDelimitedList().get(0).toStringUtf8(),
        retryNanos);
  }
}
