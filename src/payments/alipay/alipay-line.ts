import type { KeyObject } from 'node:crypto'
import { AppError } from '#kernel/errors.ts'
import { readPrivateKey } from '../rsa.ts'
import { type Surroundings, sendOnWire, type WireReply } from '../wire.ts'
import type { AlipayConfig } from './alipay-config.ts'
import { signParameters } from './sign-parameters.ts'
import { type AlipayTrust, alipayTrust } from './trust/alipay-trust.ts'
import { CERTIFICATE_DOWNLOAD, downloadedCertificate } from './trust/downloaded-certificate.ts'

/** What a call needs: the settings with their keys already read, and the surroundings. */
export type AlipayLine = {
  config: AlipayConfig
  privateKey: KeyObject
  trust: AlipayTrust
  around: Surroundings
}

export type AlipayMessage = {
  method: string
  biz: Record<string, unknown>
  notifyUrl?: string
  returnUrl?: string
}

export function openLine(config: AlipayConfig, around: Surroundings): AlipayLine {
  const download = async (certSn: string) => {
    const biz = { alipay_cert_sn: certSn }
    const reply = await sendMessage(line, { method: CERTIFICATE_DOWNLOAD, biz })
    return reply instanceof AppError ? null : downloadedCertificate(reply)
  }
  const line: AlipayLine = {
    config,
    privateKey: readPrivateKey(config.privateKeyPem),
    trust: alipayTrust(config, download, around.now),
    around,
  }
  return line
}

/** Posts one signed message; an AppError is a value here, because every caller must weigh it. */
export async function sendMessage(
  line: AlipayLine,
  message: AlipayMessage,
): Promise<WireReply | AppError> {
  const parameters = new Map(signedParameters(line, message))
  const body = new URLSearchParams({ biz_content: parameters.get('biz_content') ?? '' })
  parameters.delete('biz_content')
  try {
    const url = `${line.config.gatewayUrl}?${new URLSearchParams([...parameters])}`
    const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' }
    const init = { method: 'POST', headers, body: body.toString() }
    return await sendOnWire(masked(line.around), url, init)
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

/** The address that a payer's browser opens: no call to the gateway, nothing made there yet. */
export function signedAddress(line: AlipayLine, message: AlipayMessage): string {
  return `${line.config.gatewayUrl}?${new URLSearchParams(signedParameters(line, message))}`
}

function signedParameters(line: AlipayLine, message: AlipayMessage): [string, string][] {
  return signParameters(line.privateKey, line.around.now(), {
    app_id: line.config.appId,
    method: message.method,
    ...line.trust.parameters,
    notify_url: message.notifyUrl ?? '',
    return_url: message.returnUrl ?? '',
    biz_content: JSON.stringify(message.biz),
  })
}

/** A signed request can be replayed for minutes, so the log keeps everything but its signature. */
function masked(around: Surroundings): Surroundings {
  const { onExchange } = around
  if (!onExchange) return around
  return {
    ...around,
    onExchange: (exchange) =>
      onExchange({ ...exchange, url: exchange.url.replace(/([?&]sign=)[^&]*/, '$1***') }),
  }
}
