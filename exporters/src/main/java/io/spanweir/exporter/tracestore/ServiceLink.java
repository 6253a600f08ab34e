package io.spanweir.exporter.tracestore;

/**
 * How often one service called another.
 *
 * @param parent who called
 * @param child who was called
 * @param calls how often
 * @param errors how many of the calls went wrong
 */
public record ServiceLink(String parent, String child, long calls, long errors) {}
