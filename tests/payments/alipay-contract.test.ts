import { providerContract } from './contract/provider-contract.ts'

providerContract('alipay', 'Alipay')
providerContract('alipay', 'Alipay on a phone', { channel: 'wap' })
providerContract('alipay', 'Alipay by a code', { channel: 'qr' })
providerContract('alipay', 'Alipay with certificates', { alipayTrust: 'certificates' })
