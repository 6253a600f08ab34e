package io.spanweir.demo.shop;

/**
 * A request that the gateway has answered.
 *
 * @param number from 1
 * @param traceId 32 hexadecimal digits
 * @param status of HTTP
 * @param nanos from the first span's start to the answer
 */
public record Request(long number, Story story, String traceId, int status, long nanos) {}
